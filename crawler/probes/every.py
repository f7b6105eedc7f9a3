"""All probes of a visit in the order they are asked: those that leave the page as it is come first."""

from crawler.probes.contrast_pixels import CONTRAST_PIXELS
from crawler.probes.enlargement import ENLARGEMENT
from crawler.probes.form_errors import FORM_ERRORS
from crawler.probes.keyboard import KEYBOARD
from crawler.probes.motion import MOTION
from crawler.probes.series import Probe

# Contrast comes before motion, which may load the page anew: the texts that axe-core left open would be forgotten.
PROBES: tuple[Probe, ...] = (CONTRAST_PIXELS, MOTION, ENLARGEMENT, KEYBOARD, FORM_ERRORS)

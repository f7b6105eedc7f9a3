"""All probes of a visit in the order they are asked: those that leave the page as it is come first."""

from crawler.probes.contrast_pixels import CONTRAST_PIXELS
from crawler.probes.enlargement import ENLARGEMENT
from crawler.probes.form_errors import FORM_ERRORS
from crawler.probes.keyboard import KEYBOARD
from crawler.probes.motion import MOTION
from crawler.probes.series import Probe

PROBES: tuple[Probe, ...] = (MOTION, CONTRAST_PIXELS, ENLARGEMENT, KEYBOARD, FORM_ERRORS)

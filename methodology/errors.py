"""What goes wrong when a methodology is loaded."""


class MethodologyError(Exception):
    """The data of a methodology cannot be used; the one line says which file, what is wrong and what to do."""

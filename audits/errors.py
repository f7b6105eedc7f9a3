"""What the caller of an audit can have got wrong."""


class PlanError(Exception):
    """An argument or a body file cannot be used; the message is one line: what, where, what to do."""


class BodyFileError(PlanError):
    """The body file is missing, is no TOML, or has a field that is wrong."""

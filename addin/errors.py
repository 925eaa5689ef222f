"""What a coordinator can put right, as an exception that carries facts and no sentence."""


class Refusal(Exception):
    """Work that was not begun, because the coordinator must act first.

    `code` names the words in `words/<language>/errors.json`; `facts` fill their placeholders. Raised before
    anything is written. Any other exception that reaches the desk is a bug.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

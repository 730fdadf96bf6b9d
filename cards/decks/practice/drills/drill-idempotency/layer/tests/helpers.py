class Handler:
    """A handler that counts its runs and answers, or raises, what it was told to."""

    def __init__(self, answer=(200, {"id": "ch_1"})):
        self.answer = answer
        self.runs = 0

    def __call__(self, request):
        self.runs += 1
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

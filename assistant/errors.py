"""What can go wrong, as few types as a caller can act on. Each knows the exit code of the shell command."""


class AssistantError(Exception):
    """Any failure that this program foresees; its text says what happened and what mends it."""

    exit_code = 1


class QuestionInvalid(AssistantError):
    """The question is empty or too long."""

    exit_code = 2


class SettingsError(AssistantError):
    """Settings are wrong; the text lists every problem at once."""

    exit_code = 3


class CorpusInvalid(AssistantError):
    """The corpus folder is missing, holds no readable report, or its metadata.csv cannot be used."""

    exit_code = 4


class ReportUnreadable(AssistantError):
    """One report cannot be read; a rebuild skips it and lists the reason."""

    exit_code = 4


class ReadingStopped(ReportUnreadable):
    """Reading a report took more than the settings allow, or could not go on here; another time it may end well."""


class ReportRefused(AssistantError):
    """Files cannot be added to the corpus folder, or reports removed from it, as asked; nothing was."""

    exit_code = 4


class IndexMissing(AssistantError):
    """There is no index, or its live generation is incomplete."""

    exit_code = 5


class IndexMismatch(AssistantError):
    """The index was made by other settings, models or rules, so its vectors and spans do not compare."""

    exit_code = 6


class IndexBusy(AssistantError):
    """Another process is rebuilding this index."""

    exit_code = 7


class IndexUnwritable(AssistantError):
    """The new generation could not be written or failed its self-check; the old one keeps serving."""

    exit_code = 8


class ModelUnavailable(AssistantError):
    """Model weights are missing, damaged, or would have to be downloaded without leave."""

    exit_code = 9


class AnswerFailed(AssistantError):
    """An answer could not be made or checked, although index and question are fine."""

    exit_code = 10


class PortTaken(AssistantError):
    """The web page cannot listen where it was told to."""

    exit_code = 11


class EvaluationInvalid(AssistantError):
    """Nothing to measure with: a folder is no data set that is known, or a file of questions has a faulty line."""

    exit_code = 12


class StoreUnreachable(AssistantError):
    """The Chroma server that holds the vectors is away, silent, or refuses; the live index stays as it is."""

    exit_code = 13


class ReaderUnavailable(AssistantError):
    """The process in which files are read cannot be started or made ready; nothing was changed."""

    exit_code = 14


class ChatFailed(AssistantError):
    """The chat model wrote nothing, or not to its end; `reason` is one word for it, the text names the cure."""

    exit_code = 15

    def __init__(self, message: str, reason: str = "failed") -> None:
        super().__init__(message)
        self.reason = reason

"""An encoder in a process of its own: it makes itself ready, which takes seconds, while this one reads the corpus."""

import multiprocessing
import signal
import threading
from collections.abc import Sequence
from functools import cached_property
from multiprocessing.connection import Connection
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.encoder import Encoder
from corpus.errors import EncoderError


class EncoderProcess:
    """Encodes elsewhere with an encoder that has not been loaded yet. Use as a context manager."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.sha256 = encoder.sha256
        # a process that shares nothing with this one: threads of its sums would not survive a fork
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, encoder), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> "EncoderProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._process.kill()  # it keeps nothing, and may still be loading
        self._process.join()

    @cached_property
    def dimension(self) -> int:
        """Length of its vectors."""
        return int(self._asked(()).shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension), in the order given.

        Raises:
            EncoderError: the encoder's own, or the process has ended, such as for want of memory.
        """
        return self._asked(texts)

    def _asked(self, texts: Sequence[str]) -> NDArray[np.float32]:
        try:
            self._connection.send(list(texts))
            answer: NDArray[np.float32] | EncoderError = self._connection.recv()
        except (EOFError, OSError):
            raise EncoderError(
                f"the process that embeds texts with {self.name} ended before its answer; look above for why, see "
                "that there is memory for the model (about 1 GiB), and build again"
            ) from None
        if isinstance(answer, EncoderError):
            raise answer
        return answer


def _serve(connection: Connection, encoder: Encoder) -> None:
    # Ctrl-C reaches every process of a terminal; the one that asks decides when this one ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # else progress bars make a lock between processes, which is told as lost when this one is killed
    tqdm.set_lock(threading.RLock())
    while True:
        try:
            _ = encoder.dimension  # loads the model, before the first texts come
            texts = connection.recv()
            connection.send(encoder.encode(texts))
        except EncoderError as error:
            connection.send(error)
            return
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return

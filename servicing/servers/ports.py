import socket

HOST = "127.0.0.1"


def a_port(known: int) -> int:
    """The known port while nobody else has it, so that addresses last; else a free one."""
    return (known and _free(known)) or _free(0)


def _free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])

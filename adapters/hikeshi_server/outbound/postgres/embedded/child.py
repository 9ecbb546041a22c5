"""Start PostgreSQL so that it never outlives us. Run as a script: it becomes the server.

Linux tells a child when its parent's thread dies (PR_SET_PDEATHSIG), and forgets this when the
child changes its user: therefore this small program changes the user first, asks second, and is
replaced by the server last. Elsewhere it stays, and watches the pipe its parent holds.
Only the standard library is imported here: the program starts in milliseconds and needs no path.
"""

import ctypes
import os
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1


def drop(uid: int, gid: int) -> None:
    """Become another user, for good."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with_parent(parent: int) -> None:
    """Ask for a fast shutdown when the parent dies, also if it died just now."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        sys.exit(1)


def watch(command: list[str]) -> int:
    """Run the server as a child, hand on signals, and shut it down when our input ends."""
    server = os.fork()
    if server == 0:
        os.execv(command[0], command)  # noqa: S606  # nosec B606
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, lambda received, _: os.kill(server, received))

    def wait_for_end() -> None:
        while os.read(0, 1):
            pass
        os.kill(server, signal.SIGINT)

    threading.Thread(target=wait_for_end, daemon=True).start()
    _, status = os.waitpid(server, 0)
    return os.waitstatus_to_exitcode(status)


def main(arguments: list[str]) -> None:
    """Do as told: parent's pid, uid and gid (or -1), how to notice the parent's death, command."""
    parent, uid, gid, way, *command = arguments
    if int(uid) >= 0:
        drop(int(uid), int(gid))
    if way == "watch":
        sys.exit(watch(command))
    die_with_parent(int(parent))
    os.execv(command[0], command)  # noqa: S606  # nosec B606


if __name__ == "__main__":
    main(sys.argv[1:])

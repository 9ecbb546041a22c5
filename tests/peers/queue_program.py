"""Serves moto's SQS: `python -m tests.peers.queue_program PORT`."""

import sys

from moto.server import create_backend_app
from werkzeug.serving import run_simple

if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), create_backend_app("sqs"), threaded=True)

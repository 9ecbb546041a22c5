"""One breach of each rule, planted by hand, and the test that has to notice it.

`make breaches`. The rules are told in docs/concepts/; docs/quality/mutation.md shows the table.
"""

from tests.mutation.escalation_breaches import ESCALATION
from tests.mutation.inbound_breaches import INBOUND
from tests.mutation.oncall_breaches import ONCALL

BREACHES = (*ONCALL, *ESCALATION, *INBOUND)

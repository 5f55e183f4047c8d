"""A recovery code works once, however many logins use it at the same time."""

from functools import partial

import pytest

from catalog.models import AccessAction, AccessEvent
from catalog.models.second_factor import RECOVERY_CODES, RecoveryCode, add_second_factor, verify_second_factor
from tests.admin.test_account import KEY, code_of
from tests.concurrency.threads import run_concurrently
from tests.factories import TEST_ACTOR, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_recovery_code_used_by_eight_logins_at_once_lets_one_in() -> None:
    user = UserFactory(is_staff=True)
    [code, *_] = add_second_factor(user, KEY, code_of(KEY), by=TEST_ACTOR)

    accepted = run_concurrently([partial(verify_second_factor, user, code, by=TEST_ACTOR)] * 8)

    assert sorted(accepted) == [False] * 7 + [True]
    assert RecoveryCode.objects.filter(user=user).count() == RECOVERY_CODES - 1
    assert AccessEvent.objects.filter(action=AccessAction.RECOVERY_CODE_USED).count() == 1

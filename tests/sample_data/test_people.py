"""People who do not exist: no number could be anybody's."""

import numpy as np

from sample_data.people import PERSONS, applicants, person_names, teams
from sample_data.reference import departments
from tests.sample_data.checksums import credit_check, identity_check


def stock():
    return applicants(np.random.default_rng(1))


def test_the_checksum_is_that_of_the_standard():
    """Worked out in GB 11643's own example: 11010519491231002X."""
    assert identity_check("11010519491231002") == "X"


def test_the_credit_checksum_is_that_of_the_standard():
    """All zeros but the place of the weight 1: 31 minus 1 is 30, the letter Y."""
    assert credit_check("1" + "0" * 16) == "Y"


def test_no_identity_number_passes_the_real_checksum():
    numbers = stock().numbers[:PERSONS]
    assert all(len(number) == 18 and number.startswith("99") for number in numbers)
    assert not [number for number in numbers if identity_check(number[:17]) == number[17]]


def test_no_credit_code_passes_the_real_checksum():
    codes = stock().numbers[PERSONS:]
    assert all(len(code) == 18 and code.startswith("99") for code in codes)
    assert not [code for code in codes if credit_check(code[:17]) == code[17]]


def test_no_telephone_can_ring():
    assert all(len(phone) == 11 and phone.startswith("100") for phone in stock().phones)


def test_the_same_seed_names_the_same_people():
    assert stock() == stock()
    assert person_names(np.random.default_rng(1), 5) != person_names(np.random.default_rng(2), 5)


def test_no_officer_works_in_two_departments():
    team = teams(np.random.default_rng(3))
    assert len(set(team.names)) == len(team.names) == sum(d.team for d in departments())

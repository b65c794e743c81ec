import pytest

from evals.intervals import of_quantile, of_share


def test_share_follows_wilson():
    # z = 1.95996, z² = 3.84146; p = 8/10
    # centre    = (0.8 + 3.84146/20) / (1 + 3.84146/10)                        = 0.992073 / 1.384146 = 0.716740
    # halfwidth = 1.95996 × √(0.8·0.2/10 + 3.84146/400) / 1.384146
    #           = 1.95996 × √(0.016 + 0.00960365) / 1.384146 = 1.95996 × 0.160012 / 1.384146       = 0.226578
    assert of_share(8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-5)


def test_share_of_everything_is_still_unsure():
    # p = 1: centre + halfwidth = 1, and the low end is 1 / (1 + z²/n) = 1 / (1 + 3.84146/20) = 0.838875
    assert of_share(20, 20) == pytest.approx((0.838875, 1.0), abs=1e-5)


def test_share_of_nothing_mirrors_it():
    assert of_share(0, 20) == pytest.approx((0.0, 1 - 0.838875), abs=1e-5)


def test_nothing_tried_has_no_interval():
    assert of_share(0, 0) is None


def test_median_of_equal_values_is_certain():
    assert of_quantile([7.0] * 5, 0.5) == (7.0, 7.0)


def test_median_of_two_values_may_be_either():
    # a resample is both low (1/4), both high (1/4) or mixed (1/2), so the middle 95% holds both ends
    assert of_quantile([1.0, 3.0], 0.5) == (1.0, 3.0)


def test_same_values_give_the_same_interval():
    values = [float(number % 17) for number in range(60)]

    assert of_quantile(values, 0.95) == of_quantile(values, 0.95)


def test_interval_of_the_median_holds_it():
    low, high = of_quantile([float(number) for number in range(101)], 0.5)

    assert 30 < low < 50 < high < 70


@pytest.mark.parametrize("values", [[], [3.0]])
def test_fewer_than_two_values_have_no_interval(values):
    assert of_quantile(values, 0.5) is None

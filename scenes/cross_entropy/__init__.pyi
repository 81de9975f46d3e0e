from .gaps import Gaps as Gaps
from .listings import cross_entropy as cross_entropy
from .luggage import Luggage as Luggage

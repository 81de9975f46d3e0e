from .gaps import Gaps as Gaps
from .hop import Hop as Hop
from .luggage import Luggage as Luggage

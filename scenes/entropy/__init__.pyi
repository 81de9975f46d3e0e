from .coins import Coins as Coins
from .listings import gain as gain
from .mornings import Mornings as Mornings
from .places import places as places
from .tosses import Tosses as Tosses
from .tosses import TossValue as TossValue
from .tree import DecisionTree as DecisionTree
from .tree import Part as Part

from .analogy import Analogy as Analogy
from .reading import LossCurve as LossCurve
from .reading import Reading as Reading
from .suitcases import Suitcases as Suitcases
from .targets import Targets as Targets

from .bell_fit import BellFit as BellFit
from .tangent import TangentPlane as TangentPlane
from .two_ways import TwoWays as TwoWays

from .bell_fit import BellFit as BellFit
from .gap_chart import GapChart as GapChart
from .leashes import NEAR as NEAR
from .leashes import leashes as leashes
from .listings import both_ways as both_ways
from .tangent import TangentPlane as TangentPlane
from .two_ways import TwoWays as TwoWays

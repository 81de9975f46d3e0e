from .features import FeatureCards as FeatureCards
from .observed import Observed as Observed
from .overlap import Overlap as Overlap
from .shared_tank import SharedTank as SharedTank
from .sine_window import SineWindow as SineWindow
from .slices import slice_bars as slice_bars
from .strips import Bracket as Bracket
from .strips import Strips as Strips

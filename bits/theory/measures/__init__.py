"""The quantities of information theory, as pure functions of numpy arrays.

A *pmf* is a vector of probabilities, a *joint* a table of them with X along the rows and Y along the columns.
Both must be non-negative and sum to 1 within 1e-6; what is no distribution raises a ``ValueError`` whose one line
names the offending value and where it is (see `checks`).
Results are in bits; ``base=np.e`` gives nats. 0·log 0 counts as 0.

References
----------
- Bishop (2006), *Pattern Recognition and Machine Learning*
- Cover & Thomas (2006), *Elements of Information Theory*, 2nd edition
- Hinton, Vinyals & Dean (2015), "Distilling the Knowledge in a Neural Network"
- Jelinek, Mercer, Bahl & Baker (1977), "Perplexity: a Measure of the Difficulty of Speech Recognition Tasks"
- Kerridge (1961), "Inaccuracy and Inference"
- Kingma & Welling (2014), "Auto-Encoding Variational Bayes"
- Kullback & Leibler (1951), "On Information and Sufficiency"
- Lin (1991), "Divergence Measures Based on the Shannon Entropy"
- Quinlan (1986), "Induction of Decision Trees"
- Shannon (1948), "A Mathematical Theory of Communication"
- Tribus (1961), *Thermostatics and Thermodynamics*
"""

from bits.theory.measures.joint import conditional_entropy as conditional_entropy
from bits.theory.measures.joint import information_gain as information_gain
from bits.theory.measures.joint import joint_entropy as joint_entropy
from bits.theory.measures.joint import mutual_information as mutual_information
from bits.theory.measures.one import binary_entropy as binary_entropy
from bits.theory.measures.one import contributions as contributions
from bits.theory.measures.one import entropy as entropy
from bits.theory.measures.one import normalize as normalize
from bits.theory.measures.one import perplexity as perplexity
from bits.theory.measures.one import surprise as surprise
from bits.theory.measures.scores import gaussian_kl as gaussian_kl
from bits.theory.measures.scores import softmax as softmax
from bits.theory.measures.two import cross_contributions as cross_contributions
from bits.theory.measures.two import cross_entropy as cross_entropy
from bits.theory.measures.two import jensen_shannon_divergence as jensen_shannon_divergence
from bits.theory.measures.two import kl_contributions as kl_contributions
from bits.theory.measures.two import kl_divergence as kl_divergence

"""The job: one beat, with everything that its picture and its sound depend on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bits.authoring.concept import BREATH, ConceptScene, Step
from bits.authoring.paces import Pace
from bits.authoring.parameters import Facts, SceneParams
from bits.authoring.project import Project
from bits.codec.encoder import Raster
from bits.engine.reads import values
from bits.making.fingerprint import code_of
from bits.making.store import key_of
from bits.speech.captions import Caption
from bits.speech.script import Line
from bits.speech.voices import Speech


@dataclass(frozen=True)
class Shot:
    """One beat as it is told: what it shows, what is said in it, and when.

    Attributes
    ----------
    project
        Comes first: where a shot is unpickled, the classes of the rest are found in it.
    title, heading
        What the scene and the beat are called.
    step
        Which concept of the film it belongs to, if it is one.
    lead
        Seconds from its start to the first word.
    """

    project: Project
    scene: str
    title: str
    beat: str
    heading: str
    params: SceneParams
    facts: Facts
    paces: Mapping[str, Pace]
    line: Line
    speech: Speech
    lead: float
    step: Step | None = None

    @property
    def cls(self) -> type[ConceptScene]:
        """Return the class of its scene."""
        return self.project.scene(self.scene)

    @property
    def name(self) -> str:
        """Return ``scene/beat``, as users write it."""
        return f"{self.scene}/{self.beat}"

    @property
    def seconds(self) -> float:
        """Return how long the beat is, if nothing in it overruns its words."""
        return self.lead + self.speech.seconds + BREATH


@dataclass(frozen=True)
class Look:
    """What all takes of a film have in common: size in pixels, ticks per second, theme.

    Attributes
    ----------
    transparent
        Whether the ground is left out.
    captions
        Whether the words are written into the picture.
    """

    width: int = 1920
    height: int = 1080
    fps: int = 60
    theme: str = "dark"
    transparent: bool = False
    captions: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height."""
        return self.width, self.height

    @property
    def raster(self) -> Raster:
        """Return what the encoder has to know.

        Raises
        ------
        UserError
            If H.264 does not take such a size.
        """
        return Raster(self.width, self.height, self.fps)


@dataclass(frozen=True)
class Job:
    """Everything that the segment of one beat depends on, in plain data that any process can work from.

    Attributes
    ----------
    captions
        What is written into the picture, in seconds from the beat's start.
    code
        The hash of the code that draws it, as it is when the job is made; see `bits.making.fingerprint`.
    """

    shot: Shot
    look: Look
    captions: tuple[Caption, ...] = ()
    code: str = ""

    def __post_init__(self) -> None:
        """Look at the code now, if that has not been done."""
        if not self.code:
            object.__setattr__(self, "code", code_of(self.shot.project, self.shot.scene))

    @property
    def base(self) -> str:
        """Return the hash of all that the segment depends on but what its beat reads."""
        shot = self.shot
        pace = shot.paces[shot.beat]
        return key_of(
            "segment",
            shot.scene,
            shot.title,
            shot.beat,
            shot.step if shot.beat == shot.cls.beats()[0] else None,  # its title card alone shows the step
            (pace.words, sorted(pace.cues.items()), pace.question and asdict(pace.question)),
            asdict(self.look),
            [asdict(caption) for caption in self.captions],
            self.code,
        )

    def precedes(self, other: Job) -> bool:
        """Return whether the same scene, played on, comes to the other's beat."""
        mine, its = (
            (job.shot.project, job.shot.scene, job.shot.params, job.shot.paces, job.look) for job in (self, other)
        )
        beats = self.shot.cls.beats()
        return mine == its and beats.index(self.shot.beat) < beats.index(other.shot.beat)

    def key(self, base: str, names: Sequence[str], files: Mapping[str, str]) -> str:
        """Return the hash under which the segment is kept, if its picture depends on what has these names.

        Parameters
        ----------
        base
            All else that it depends on.
        names
            Of parameters and facts and, after FILE, of files.
        files
            The hashes of the files' contents.
        """
        read = values(names, self.shot.params, self.shot.facts)
        return key_of(base, names, read, [files.get(name) for name in names])

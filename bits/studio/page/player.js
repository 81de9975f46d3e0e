// The picture under the play head, and the voice: pictures are fetched one after another, the newest that is wanted
// always next, so that none waits behind one that nobody needs any more.
"use strict";

const $ = (id) => document.getElementById(id);
const MOVING = "960x540", RESTING = "1920x1080";
const REST = 200; // milliseconds without a change after which the picture is drawn at full size
const AHEAD = 2; // pictures that are on their way at a time while it plays

const player = {
  told: null, place: 0, seconds: 0, playing: false,
  kept: null, view: "now", // a revision to compare with, and which is seen
  onmoved: () => {}, onpicture: () => {}, onrest: () => {}, onfirst: null,
  latency: 60, shown: 0, // milliseconds that a picture takes; when the last one was painted

  get beat() { return this.told.beats[this.place]; },
  get total() { return this.told.beats.reduce((sum, beat) => sum + beat.seconds, 0); },
  get head() { return this.told.beats.slice(0, this.place).reduce((sum, beat) => sum + beat.seconds, 0) + this.seconds; },

  seek(place, seconds) {
    this.place = Math.max(0, Math.min(place, this.told.beats.length - 1));
    this.seconds = Math.max(0, Math.min(seconds, this.beat.seconds - 0.02));
    if (this.playing) this.listen();
    this.look();
    this.onmoved();
  },
  go(head) { // to an instant of the whole concept
    let place = 0;
    while (place < this.told.beats.length - 1 && head >= this.told.beats[place].seconds) head -= this.told.beats[place++].seconds;
    this.seek(place, head);
  },

  // Pictures
  wanted: null, flying: 0, asked: 0, painted: 0, pictures: 0,
  look(moving = false) {
    clearTimeout(this.resting);
    this.want(MOVING);
    if (!moving && !this.playing) this.resting = setTimeout(() => this.want(RESTING), REST);
  },
  want(size) {
    const when = this.seconds + (this.playing ? this.latency / 1000 : 0);
    this.wanted = { revision: this.told.revision, beat: this.beat.name, milliseconds: Math.round(Math.min(when, this.beat.seconds - 0.02) * 1000), size };
    this.fetch();
  },
  async fetch() {
    while (this.wanted && this.flying < (this.playing ? AHEAD : 1)) {
      const { revision, beat, milliseconds, size } = this.wanted, asked = ++this.asked, start = performance.now();
      this.wanted = null;
      this.flying += 1;
      try {
        const revisions = this.kept === null || this.view === "now" ? [revision] : this.view === "kept" ? [this.kept] : [this.kept, revision];
        const images = await Promise.all(revisions.map((one) => this.image(one, beat, milliseconds, size)));
        if (asked > this.painted) this.paint(asked, revision, images, milliseconds / 1000);
        if (size === RESTING && !this.wanted) this.onrest();
        this.latency = 0.8 * this.latency + 0.2 * (performance.now() - start);
        this.onpicture("");
      } catch (error) {
        if (asked === this.asked) this.onpicture(error.message);
      }
      this.flying -= 1;
      this.onfirst?.();
      this.onfirst = null;
    }
  },
  async image(revision, beat, milliseconds, size) {
    const answer = await fetch(`picture/${revision}/${beat}/${milliseconds}/${size}`);
    if (!answer.ok) throw new Error(await answer.text());
    return createImageBitmap(await answer.blob());
  },
  paint(asked, revision, images, seconds) {
    const canvas = $("picture"), ink = canvas.getContext("2d"), [first, second] = images;
    if (canvas.width !== first.width) [canvas.width, canvas.height] = [first.width, first.height];
    ink.drawImage(first, 0, 0);
    if (second) { // the left half as it was kept, the right one as it is
      const half = canvas.width / 2;
      ink.drawImage(second, half, 0, half, canvas.height, half, 0, half, canvas.height);
      ink.fillStyle = "#F2F2F2";
      ink.fillRect(half - 1, 0, 2, canvas.height);
    }
    images.forEach((image) => image.close());
    this.painted = asked;
    this.pictures += 1;
    this.painting = seconds; // what instant is seen
    this.shown = performance.now();
    canvas.dataset.revision = revision;
    canvas.dataset.pictures = this.pictures;
  },

  // The voice
  async toggle() {
    if (this.playing) { this.stop(); return; }
    if (!this.told.spoken) await this.speak();
    if (this.head > this.total - 0.1) this.seek(0, 0);
    this.playing = true;
    await this.listen();
    this.run();
    this.onmoved();
  },
  stop() {
    this.playing = false;
    $("voice").pause();
    this.look();
    this.onmoved();
  },
  async listen() {
    const voice = $("voice"), source = `sound/${this.told.revision}/${this.beat.name}`;
    if (voice.dataset.source !== source) {
      voice.dataset.source = source;
      const answer = await fetch(source);
      URL.revokeObjectURL(voice.src);
      voice.src = URL.createObjectURL(await answer.blob());
    }
    voice.currentTime = Math.min(this.seconds, this.beat.seconds);
    this.started = performance.now() - this.seconds * 1000;
    try { await voice.play(); } catch { /* the sound is over, or not allowed: the picture goes on */ }
  },
  run() {
    if (!this.playing) return;
    const voice = $("voice");
    const now = voice.ended || voice.paused ? (performance.now() - this.started) / 1000 : voice.currentTime;
    if (!voice.paused) this.started = performance.now() - voice.currentTime * 1000;
    if (now >= this.beat.seconds - 0.02) {
      if (this.place === this.told.beats.length - 1) { this.stop(); return; }
      this.place += 1;
      this.seconds = 0;
      this.listen();
    } else this.seconds = now;
    this.want(MOVING);
    this.onmoved();
    requestAnimationFrame(() => this.run());
  },
};

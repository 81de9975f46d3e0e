// Runs beside the page, on the thread of the sound: hands over what the microphone hears, as it is.
"use strict";

registerProcessor("capture", class extends AudioWorkletProcessor {
  process([[channel]]) {
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
});

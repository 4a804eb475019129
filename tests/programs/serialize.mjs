// Values as bytes in V8's format, and messages between processes that carry more than JSON does.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import v8 from 'node:v8';

const order = {
  placed: new Date(0),
  lines: new Map([['tea', 2n]]),
  tags: new Set(['new']),
  bytes: Buffer.from('abc'),
  weights: new Float32Array([1.5, -1]),
  nothing: undefined,
};
order.itself = order;

if (process.send) {
  process.on('message', (message) => {
    process.send([message, message.itself === message, message.bytes instanceof Uint8Array]);
    process.disconnect();
  });
} else {
  console.log(v8.serialize(order).toString('base64'));
  console.log(v8.deserialize(v8.serialize(order)));
  const error = v8.deserialize(v8.serialize(new RangeError('far', { cause: 'near' })));
  console.log(error instanceof RangeError, error.message, error.cause);

  class Tagged extends v8.Serializer {
    _writeHostObject(value) {
      this.writeUint32(value.length);
      this.writeUint64(1, 2);
      this.writeDouble(0.5);
      this.writeRawBytes(value);
    }
  }
  class Untagged extends v8.Deserializer {
    _readHostObject() {
      const length = this.readUint32();
      return { length, high: this.readUint64(), half: this.readDouble(), bytes: this.readRawBytes(length) };
    }
  }
  const writer = new Tagged();
  writer._setTreatArrayBufferViewsAsHostObjects(true);
  writer.writeHeader();
  writer.writeValue([new Uint8Array([1, 2, 3]), 'Ж']);
  const written = writer.releaseBuffer();
  console.log(written, written instanceof Buffer);
  const reader = new Untagged(written);
  console.log(reader.readHeader(), reader.getWireFormatVersion(), reader.readValue());

  for (const attempt of [
    () => v8.serialize(() => 1),
    () => v8.serialize({ deep: Symbol('s') }),
    () => v8.serialize(new v8.Serializer()),
    () => v8.Serializer(),
    () => v8.Deserializer(),
    () =>
      Object.assign(new v8.Serializer(), { _getDataCloneError: (text) => new RangeError(text) }).writeValue(() => 1),
    () => v8.deserialize(Buffer.from('ff0f6f', 'hex')),
    () => v8.deserialize(Buffer.from('00')),
    () => new v8.Deserializer('text'),
    () => new v8.Deserializer(Buffer.alloc(0)).readUint32(),
    () => new v8.Serializer().writeRawBytes(1),
    () => new v8.Serializer().transferArrayBuffer(1, {}),
  ]) {
    try {
      console.log(attempt());
    } catch (refused) {
      console.log(refused.name, refused.code, refused.message);
    }
  }

  const strict = new v8.Serializer();
  strict._getDataCloneError = (message) => new RangeError(`refused: ${message}`);
  try {
    strict.writeValue(() => 1);
  } catch (refused) {
    console.log(refused.name, refused.message);
  }

  const child = fork(import.meta.filename, { serialization: 'advanced' });
  child.send(order);
  console.log(...(await once(child, 'message'))[0]);
  console.log(...(await once(child, 'exit')));
}

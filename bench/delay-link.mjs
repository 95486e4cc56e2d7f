// A TCP link with a fixed delay each way, in user space: a round trip costs what it says, TCP's own windows do not grow over it.
import net from 'node:net';

const [, , port, delayMs] = process.argv;
let up = 0;
let down = 0;
const server = net.createServer((near) => {
  near.setNoDelay(true);
  const far = net.connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  later(near, far, (n) => {
    up += n;
  });
  later(far, near, (n) => {
    down += n;
  });
});
const later = (from, to, count) => {
  from.on('data', (chunk) => {
    count(chunk.length);
    setTimeout(() => to.writable && to.write(chunk), Number(delayMs));
  });
  from.on('end', () => setTimeout(() => to.end(), Number(delayMs)));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), Number(delayMs)));
};
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGUSR2', () => console.log(JSON.stringify({ up, down })));
process.on('SIGTERM', () => process.exit(0));

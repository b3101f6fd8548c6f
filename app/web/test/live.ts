import { live, localnet } from './scenario';

const [folder] = process.argv.slice(2);
if (folder !== undefined) await live(localnet(folder));

import { live, localnet } from './scenario';

const [folder] = process.argv.slice(2);
if (folder !== undefined) live(localnet(folder));

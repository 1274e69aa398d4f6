import { diskContract } from '../src/journal/disk.contract.ts';
import { SimDisk } from './disk.ts';
import { Life } from './life.ts';
import { World } from './world.ts';

/** A world whose time goes on by itself. */
function mounted() {
  const world = new World(1);
  const disk = new SimDisk(world.chance('disk')).mount(new Life(world, 'somebody', { offsetUs: 0 }, () => {}));
  world.after = (_us, call) => {
    setImmediate(call);
    return () => {};
  };
  return { disk, folder: '/folder' };
}

diskContract(mounted);

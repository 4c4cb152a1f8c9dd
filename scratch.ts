import { readFileSync, writeFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { openRunner } from './src/cli/engine/runner.js';
import { humanModel } from './test/support/human-models.js';
import { decoder } from './src/transform/decode.js';
import { preparer } from './src/transform/prepare.js';
import { readPackage } from './src/cli/package/read-package.js';

const photo = (name: string) => PNG.sync.read(readFileSync(`demo/photographs/${name}`));
const dot = (p: PNG, x: number, y: number, r: number, c: number[]) => { for (let j=-r;j<=r;j++) for (let i=-r;i<=r;i++){ const X=Math.round(x+i),Y=Math.round(y+j); if(X<0||Y<0||X>=p.width||Y>=p.height) continue; p.data.set(c,(Y*p.width+X)*4);} };
const line = (p: PNG, x0:number,y0:number,x1:number,y1:number,c:number[]) => { const n=Math.max(Math.abs(x1-x0),Math.abs(y1-y0))|0; for(let k=0;k<=n;k++) dot(p,x0+(x1-x0)*k/n,y0+(y1-y0)*k/n,1,c); };
for (const model of ['pose','objects']) {
  const pack = await readPackage(`models/${model}/packaged`);
  const runner = await openRunner(pack.model);
  const t = pack.manifest.transforms!;
  for (const extra of [{}, {halfPixelCenters: true}, {interpolation:'area'}]) for (const name of ['astronaut.png','coffee.png']) {
    const png = photo(name);
    const prepare = preparer(runner.inputs, {...t.input!, ...extra} as any);
    const { inputs, placement } = prepare({ width: png.width, height: png.height, data: new Uint8Array(png.data) });
    const out = await runner.run(inputs);
    const value = decoder(t.output!, pack.manifest.outputs)(out, placement) as any[];
    console.log(model, name, JSON.stringify(extra));
    for (const v of value) {
      console.log('  ', v.label ?? v.name, v.score.toFixed(3), v.box ? Object.values(v.box).map((x:any)=>x.toFixed(1)).join(' ') : `${v.x.toFixed(1)} ${v.y.toFixed(1)}`);
      if (v.box) { const {x,y,width:w,height:h}=v.box; line(png,x,y,x+w,y,[255,0,0,255]);line(png,x,y+h,x+w,y+h,[255,0,0,255]);line(png,x,y,x,y+h,[255,0,0,255]);line(png,x+w,y,x+w,y+h,[255,0,0,255]); }
      else if (v.score>0.3) dot(png,v.x,v.y,4,[0,255,0,255]);
    }
    if (!('interpolation' in extra) && !('halfPixelCenters' in extra)) writeFileSync(`/tmp/w/${model}-${name}`, PNG.sync.write(png));
  }
}

/** For `serveAltered`: on a number on this channel every WebGL context of the worker is lost, and it says how many. */
export const loseContexts = `
  const contexts = [];
  const getContext = OffscreenCanvas.prototype.getContext;
  OffscreenCanvas.prototype.getContext = function (...request) {
    const context = getContext.apply(this, request);
    if (context?.getExtension) contexts.push(context);
    return context;
  };
  const channel = new BroadcastChannel('lose-contexts');
  channel.onmessage = ({ data }) => {
    if (data !== 'lose') return;
    const live = contexts.splice(0).filter((context) => !context.isContextLost());
    for (const context of live) context.getExtension('WEBGL_lose_context').loseContext();
    if (live.length > 0) channel.postMessage('lost');
  };`;

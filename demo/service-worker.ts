import { makeAvailableOffline, type OfflineFile } from 'edgewise/service-worker';

/** Put before this script by the server, which knows the files: see `offline-files.ts`. */
declare const offline: { files: OfflineFile[]; models: string[] };

makeAvailableOffline({ ...offline, assets: '/dist/' });

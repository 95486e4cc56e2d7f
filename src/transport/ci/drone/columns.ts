/**
 * The columns we read of a Drone database (harness/drone v2.25.0 store/shared/migrate/sqlite), so that local and remote readers agree.
 * A column the file lacks is left out (Drone 1.x). Secrets stay unread: no `users`, `repo_secret`, `repo_signer`.
 */
export const droneColumns = {
  repos: 'repo_id repo_namespace repo_name repo_slug repo_branch repo_counter repo_timeout repo_active repo_config'.split(' '),
  builds:
    'build_id build_repo_id build_trigger build_number build_parent build_status build_error build_event build_action build_link build_title build_message build_before build_after build_ref build_source build_target build_author build_sender build_deploy build_params build_started build_finished build_created build_updated'.split(
      ' ',
    ),
  stages:
    'stage_id stage_repo_id stage_build_id stage_number stage_kind stage_type stage_name stage_status stage_error stage_errignore stage_exit_code stage_os stage_arch stage_machine stage_started stage_stopped stage_created stage_updated stage_on_success stage_on_failure stage_depends_on'.split(
      ' ',
    ),
  steps:
    'step_id step_stage_id step_number step_name step_status step_error step_errignore step_exit_code step_started step_stopped step_depends_on step_image step_detached'.split(
      ' ',
    ),
  logs: ['log_id', 'log_data'],
} as const;

/** Columns of a neighbouring build. */
export const neighbourColumns =
  'build_id build_repo_id build_number build_status build_event build_params build_started build_finished build_created build_ref'.split(
    ' ',
  );

/** Declared TEXT but stored as BLOB by Drone (DRONE.md section 3), so cast. */
export const blobColumns: readonly string[] = ['build_params', 'stage_depends_on', 'step_depends_on'];

/** A log longer than this is cut to its end, where the failure is (the runner itself stops at 5 MiB of text). */
export const maxLogBytes = 8 * 1024 * 1024;

/** How far neighbouring builds may be away by number. */
export const neighbourSpan = 400;

/** How many of the newest builds tell whose a leftover may be. */
export const recentBuilds = 1_000;

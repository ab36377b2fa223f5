"""Workers for studies in a batch system: python cluster_slurm.py

Leave it running, and give the address it prints to ``boligsim study run --cluster``.
"""

from dask_jobqueue import SLURMCluster


def cluster(**more):
    return SLURMCluster(
        cores=16,
        processes=16,  # one thread for each worker
        memory="16GB",
        walltime="02:00:00",
        account="nn1234k",
        job_script_prologue=["source ~/boligsim/bin/activate"],
        **more,
    )


if __name__ == "__main__":
    workers = cluster()
    workers.adapt(minimum_jobs=1, maximum_jobs=20)  # jobs that end are replaced
    print(workers.scheduler_address)
    input("Enter ends the cluster ")

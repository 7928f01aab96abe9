using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Quartz;
using Quartz.Spi;

namespace Imago.Gallery.Operations;

/// <summary>
/// What several servers of one gallery do by turns: Quartz's clustered store in PostgreSQL says who, and another goes on where one dies. Quartz promises «at least once», so nothing depends on it:
/// each job may run twice and is kept from writing twice by its <see cref="Store.Turn"/>.
/// </summary>
internal sealed class SharedJobs(GallerySettings settings, IEnumerable<Chore> chores) : IHostedService, IDisposable
{
    /// <summary>Between two looks of a chore.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_checkIn = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _closes = new();
    private IScheduler? _scheduler;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = SchedulerBuilder.Create(Guid.NewGuid().ToString("N"), "imago").UseDefaultThreadPool(3);
        builder.UsePersistentStore(store =>
        {
            store.UseProperties = true;
            store.UsePostgres(settings.PostgreSql!);
            store.UseSerializer<NothingToKeep>();
            store.UseClustering(cluster => cluster.CheckinInterval = s_checkIn);
        });
        try
        {
            _scheduler = await builder.BuildScheduler().ConfigureAwait(false);
            _scheduler.JobFactory = new Jobs(chores, _closes.Token);
            foreach (var chore in chores)
            {
                var job = JobBuilder.Create<ChoreJob>().WithIdentity(chore.Name).StoreDurably().Build();
                var trigger = TriggerBuilder.Create().WithIdentity(chore.Name).ForJob(job).StartNow()
                    .WithSimpleSchedule(static plan => plan.WithInterval(Pause).RepeatForever().WithMisfireHandlingInstructionNextWithRemainingCount()).Build();
                await _scheduler.ScheduleJob(job, [trigger], replace: true, cancellationToken).ConfigureAwait(false);
            }
            await _scheduler.Start(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SchedulerException or DbException)
        {
            throw new GalleryException($"The jobs that several servers share cannot be begun ({e.Message.TrimEnd('.')}): see that PostgreSQL runs and that its user may write the tables qrtz_….", e);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Quartz waits for its jobs and tells them nothing: a long ledger would be worked off to its end first.
        await _closes.CancelAsync().ConfigureAwait(false);
        if (_scheduler is not null)
            await _scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _closes.Dispose();

    [DisallowConcurrentExecution]
    private sealed class ChoreJob(Chore chore, CancellationToken closes) : IJob
    {
        public async Task Execute(IJobExecutionContext context)
        {
            try
            {
                await chore.LookAsync(closes).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (closes.IsCancellationRequested)
            {
                // The gallery closes.
            }
        }
    }

    // Quartz asks for one; jobs without data have nothing that it would be given.
    private sealed class NothingToKeep : IObjectSerializer
    {
        public void Initialize()
        {
            // Nothing to begin with.
        }

        public byte[] Serialize<T>(T obj)
            where T : class => throw new NotSupportedException("Jobs of a gallery have no data.");

        public T DeSerialize<T>(byte[] data)
            where T : class => throw new NotSupportedException("Jobs of a gallery have no data.");
    }

    private sealed class Jobs(IEnumerable<Chore> chores, CancellationToken closes) : IJobFactory
    {
        public IJob NewJob(TriggerFiredBundle bundle, IScheduler scheduler) => new ChoreJob(chores.Single(chore => chore.Name == bundle.JobDetail.Key.Name), closes);

        public void ReturnJob(IJob job)
        {
            // Nothing to give back.
        }
    }
}

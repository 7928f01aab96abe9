using System.Data.Common;
using Imago.Gallery.Certificates;
using Microsoft.Extensions.Hosting;
using Quartz;
using Quartz.Spi;

namespace Imago.Gallery.Operations;

/// <summary>
/// What several servers of one gallery do by turns: Quartz's clustered store in PostgreSQL says who, and another goes on where one dies. Quartz promises «at least once», so nothing depends on it:
/// each job may run twice and is kept from writing twice by its <see cref="Store.Turn"/>.
/// </summary>
internal sealed class SharedJobs(GallerySettings settings, LedgerWorker ledger) : IHostedService
{
    /// <summary>Between two looks at the outbox.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_checkIn = TimeSpan.FromSeconds(3);

    private IScheduler? _scheduler;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = SchedulerBuilder.Create(Guid.NewGuid().ToString("N"), "imago").UseDefaultThreadPool(2);
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
            _scheduler.JobFactory = new Jobs(ledger);
            var job = JobBuilder.Create<LedgerJob>().WithIdentity("ledger").StoreDurably().Build();
            var trigger = TriggerBuilder.Create().WithIdentity("ledger").ForJob(job).StartNow()
                .WithSimpleSchedule(static plan => plan.WithInterval(Pause).RepeatForever().WithMisfireHandlingInstructionNextWithRemainingCount()).Build();
            await _scheduler.ScheduleJob(job, [trigger], replace: true, cancellationToken).ConfigureAwait(false);
            await _scheduler.Start(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SchedulerException or DbException)
        {
            throw new GalleryException($"The jobs that several servers share cannot be begun ({e.Message.TrimEnd('.')}): see that PostgreSQL runs and that its user may write the tables qrtz_….", e);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _scheduler?.Shutdown(waitForJobsToComplete: true, cancellationToken) ?? Task.CompletedTask;

    [DisallowConcurrentExecution]
    private sealed class LedgerJob(LedgerWorker ledger) : IJob
    {
        public async Task Execute(IJobExecutionContext context)
        {
            try
            {
                await ledger.LookAsync(context.CancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
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

    private sealed class Jobs(LedgerWorker ledger) : IJobFactory
    {
        public IJob NewJob(TriggerFiredBundle bundle, IScheduler scheduler) => new LedgerJob(ledger);

        public void ReturnJob(IJob job)
        {
            // Nothing to give back.
        }
    }
}

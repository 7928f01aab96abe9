using System.Text.Json;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Training.Data.Import;

namespace Imago.Studio.Datasets;

/// <summary>What <c>imago dataset inspect</c> says of collections. A report is what its job printed; a job that is forgotten is begun again.</summary>
internal sealed class Inspections(Workspace workspace, Jobs jobs)
{
    public const string Kind = "inspect";

    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web);

    /// <summary>Begins one, unless one is at work.</summary>
    /// <exception cref="StudioException">It cannot be started, or there is nothing to look at.</exception>
    public Job Start(Intake intake)
    {
        if (!Directory.Exists(intake.Pictures))
            throw new StudioException($"There are no pictures in {intake.Name} yet: bring some.");
        return Newest(intake) is { State: JobState.Running } running ? running
            : jobs.Start(Kind, intake.Name, ["dataset", "inspect", Path.GetRelativePath(workspace.Path, intake.Source), "--sheet", Path.GetRelativePath(workspace.Path, intake.Sheet)], PicturesPage.AddressOf(intake.Name));
    }

    /// <summary>The newest of a collection; null where there is none.</summary>
    public Job? Newest(Intake intake) => Of(intake).FirstOrDefault();

    /// <summary>Forgets those of a collection that is no more: another one may get its name.</summary>
    public void Forget(Intake intake)
    {
        foreach (var job in Of(intake))
        {
            Jobs.Stop(job);
            jobs.Forget(job);
        }
    }

    private IEnumerable<Job> Of(Intake intake) => jobs.All().Where(job => job.Request.Kind == Kind && job.Request.Title == intake.Name);

    /// <summary>What a job has found; null where it has not ended well.</summary>
    public static DatasetReport? ReportOf(Job? job) => job is { State: JobState.Done } && job.Result() is { } result ? result.Deserialize<DatasetReport>(s_form) : null;
}

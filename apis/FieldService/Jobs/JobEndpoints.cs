using Lintel.AspNetCore;
using Lintel.FieldService.Replies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Jobs;

/// <summary><c>/jobs</c>.</summary>
internal static class JobEndpoints
{
    private const string Path = "/jobs";
    private const string ReadScope = "jobs:read";
    private const string WriteScope = "jobs:write";

    private static readonly string StatusText = $"From each status only some others can be reached:\n\n{JobStatus.Table}";

    public static void Map(RouteGroupBuilder api)
    {
        var jobs = api.MapGroup(string.Empty).WithTags("Jobs");
        MapReads(jobs);
        MapWrites(jobs);
    }

    private static void MapReads(RouteGroupBuilder jobs)
    {
        jobs.MapGet(Path, ListAsync).WithName("fieldservice.jobs.list").WithSummary("Lists jobs").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(JobFilter.Read).AcceptsQuery<JobListParameters>().Produces<ListReply<Job>>();
        jobs.MapGet(Path, Get).WithName("fieldservice.jobs.get").WithSummary("Shows a job").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").OfRecord(FindAsync).Produces<SingleReply<Job>>();
    }

    private static void MapWrites(RouteGroupBuilder jobs)
    {
        jobs.MapPost(Path, CreateAsync).WithName("fieldservice.jobs.create").WithSummary("Creates a job").WithDescription("A new job is Pending.")
            .RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Body(JobReader.ReadNewAsync).WithoutSideEffects().Accepts<NewJobDocument>(Operations.Json)
            .Produces<JobWritten>(StatusCodes.Status201Created);
        jobs.MapPut(Path, UpdateAsync).WithName("fieldservice.jobs.update").WithSummary("Changes fields of a job")
            .WithDescription($"{Operations.ChangeText} The status is changed by PATCH.").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body(JobReader.ReadChangesAsync).RequireChange<JobFields>()
            .Accepts<JobChangeDocument>(Operations.Json).Produces<JobWritten>();
        jobs.MapPatch(Path, ChangeStatusAsync).WithName("fieldservice.jobs.change-status").WithSummary("Changes the status of a job")
            .WithDescription(StatusText).RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body<JobStatusChange>().RaisesError(Codes.InvalidStatusTransition).Produces<JobWritten>();
    }

    private static Task<Outcome<Job>> FindAsync(RecordId id, Account account, JobStore jobs, CancellationToken cancellationToken) =>
        id.FindAsync("Job", number => jobs.FindAsync(account.Id, number, cancellationToken));

    private static async Task<IResult> ListAsync(Query<JobFilter> filter, Account account, JobStore jobs, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, filter.Value.Paging, await jobs.ListAsync(account.Id, filter.Value, cancellationToken));

    private static IResult Get(Resource<Job> job, ApiCall call) => Reply.Single(call, job.Value);

    private static async Task<IResult> CreateAsync(Body<JobFields> job, Account account, JobStore jobs, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(await jobs.CreateAsync(account.Id, job.Value, call.StartedAt, cancellationToken), JobWritten.Of);

    private static async Task<IResult> UpdateAsync(
        Resource<Job> job, Body<JobFields> changes, Account account, JobStore jobs, ApiCall call, CancellationToken cancellationToken)
    {
        var fault = call.Fault("scheduled_end", JobReader.ScheduleProblem);
        return Reply.Updated(await jobs.UpdateAsync(account.Id, job.Value.JobId, changes.Value, call.StartedAt, fault, cancellationToken), JobWritten.Of);
    }

    private static async Task<IResult> ChangeStatusAsync(
        Resource<Job> job, Body<JobStatusChange> change, Account account, JobStore jobs, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Updated(await jobs.ChangeStatusAsync(account.Id, job.Value.JobId, change.Value.Status, call.StartedAt, cancellationToken), JobWritten.Of);
}

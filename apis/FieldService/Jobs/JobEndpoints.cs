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

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(Path, ListAsync).WithName("fieldservice.jobs.list").RequireScope("jobs:read").OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(JobFilter.Read);
        api.MapGet(Path, Get).WithName("fieldservice.jobs.get").RequireScope("jobs:read").OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").OfRecord(FindAsync);
        api.MapPost(Path, CreateAsync).WithName("fieldservice.jobs.create").RequireScope("jobs:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Body(JobReader.ReadNewAsync);
        api.MapPut(Path, UpdateAsync).WithName("fieldservice.jobs.update").RequireScope("jobs:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body(JobReader.ReadChangesAsync).RequireChange<JobFields>();
        api.MapPatch(Path, ChangeStatusAsync).WithName("fieldservice.jobs.change-status").RequireScope("jobs:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").OfRecord(FindAsync).Body<JobStatusChange>().RaisesError(Codes.InvalidStatusTransition);
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

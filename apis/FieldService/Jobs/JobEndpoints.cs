using Lintel.AspNetCore;
using Lintel.FieldService.Replies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Jobs;

/// <summary><c>/jobs</c>.</summary>
internal sealed class JobEndpoints(JobStore jobs, JobReader reader)
{
    private const string Path = "/jobs";

    public void MapTo(IEndpointRouteBuilder api)
    {
        api.Map("GET", Path, "jobs.list", List).RequireScope("jobs:read").OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent("id").Query(JobFilter.Read);
        api.Map("GET", Path, "jobs.get", call => Reply.Single(call, call.Resource<Job>())).RequireScope("jobs:read").OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent("id").Resource(Addressing.ById("Job", jobs.Find));
        api.Map("POST", Path, "jobs.create", CreateAsync).RequireScope("jobs:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Body(reader.ReadNew);
        api.Map("PUT", Path, "jobs.update", UpdateAsync).RequireScope("jobs:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Addressing.ById("Job", jobs.Find)).Body(reader.ReadChanges)
            .RequireChange((JobFields changes) => changes.IsEmpty);
        api.Map("PATCH", Path, "jobs.change-status", ChangeStatusAsync).RequireScope("jobs:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").Resource(Addressing.ById("Job", jobs.Find)).Body(reader.ReadStatus).RaisesError(Codes.InvalidStatusTransition);
    }

    private Task<IResult> List(ApiCall call)
    {
        var filter = call.Body<JobFilter>();
        return Task.FromResult(Reply.List(call, filter.Paging, jobs.List(call.Account.Id, filter)));
    }

    private Task<IResult> CreateAsync(ApiCall call) =>
        Reply.Created(jobs.CreateAsync(call.Account.Id, call.Body<JobFields>(), call.StartedAt, call.Aborted), JobWritten.Of);

    private Task<IResult> UpdateAsync(ApiCall call)
    {
        var fault = call.Fault("scheduled_end", JobReader.ScheduleProblem);
        return Reply.Updated(jobs.UpdateAsync(call.Account.Id, call.Resource<Job>().JobId, call.Body<JobFields>(), call.StartedAt, fault, call.Aborted), JobWritten.Of);
    }

    private Task<IResult> ChangeStatusAsync(ApiCall call) =>
        Reply.Updated(jobs.ChangeStatusAsync(call.Account.Id, call.Resource<Job>().JobId, call.Body<string>(), call.StartedAt, call.Aborted), JobWritten.Of);
}

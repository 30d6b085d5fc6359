using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Trackpilots.Employees;

/// <summary>Employees.</summary>
internal static class EmployeeEndpoints
{
    private const string EmailExists = "EMAIL_ALREADY_EXISTS";
    private const string CreationLimit = "employee-creation";

    public static void MapEmployees(this RouteGroupBuilder api)
    {
        api.MapPost("/v1/employees", AddAsync).CountedUnder(CreationLimit).Body(EmployeeBodies.ReadNew).RaisesError(EmailExists);
        api.MapPatch("/v1/employees", UpdateAsync).Body(EmployeeBodies.ReadChange).Resource(FindAsync);
        api.MapPost("/v1/employees/filter", Filter).Body(EmployeeBodies.ReadFilter);
    }

    /// <summary>The faults that only the store could find.</summary>
    public static Refusal Faults(ApiCall call, IReadOnlyList<FaultyReference> references) =>
        Refusal.Invalid([.. references.Select(reference => call.Fault(reference.Field, reference.Problem))]);

    private static async Task<IResult> AddAsync(ApiCall call, EmployeeRegistration registration)
    {
        var body = call.Body<NewEmployee>();
        return await registration.AddAsync(call.Account.Id, body, PasswordCaller.Of(call), call.Aborted) switch
        {
            EmployeeWrite.Done done => Envelope.Response("User added successfully", new { body.Details.UserName, body.EmailId, done.UserId }),
            EmployeeWrite.Unknown unknown => new ErrorResult(Faults(call, unknown.References)),
            _ => new ErrorResult(Refusal.WithCode(EmailExists)),
        };
    }

    private static async Task<IResult> UpdateAsync(ApiCall call, EmployeeStore employees)
    {
        var body = call.Body<EmployeeChange>();
        return await employees.UpdateAsync(call.Account.Id, body, call.Aborted) switch
        {
            EmployeeWrite.Done done => Envelope.Response("User details updated successfully", new { body.Details.UserName, done.UserId }),
            EmployeeWrite.Unknown unknown => new ErrorResult(Faults(call, unknown.References)),
            _ => new ErrorResult(Missing(body)),
        };
    }

    private static IResult Filter(ApiCall call, EmployeeStore employees) =>
        Envelope.Data("Fetched employee details successfully", employees.Find(call.Account.Id, call.Body<IReadOnlyList<Guid>>()));

    private static ValueTask<Outcome<EmployeeChange>> FindAsync(ApiCall call)
    {
        var body = call.Body<EmployeeChange>();
        var employees = call.Http.RequestServices.GetRequiredService<EmployeeStore>();
        return ValueTask.FromResult<Outcome<EmployeeChange>>(employees.Exists(call.Account.Id, body.UserId) ? body : Missing(body));
    }

    private static Refusal Missing(EmployeeChange body) => Refusal.Missing("User", body.UserId.ToString());
}

using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Trackpilots.Employees;

/// <summary>Employees.</summary>
internal static class EmployeeEndpoints
{
    private const string EmailExists = "EMAIL_ALREADY_EXISTS";
    private const string CreationLimit = "employee-creation";

    public static void Map(RouteGroupBuilder api)
    {
        var employees = api.MapGroup(string.Empty).WithTags("Employees");
        employees.MapPost("/v1/employees", AddAsync)
            .WithName("trackpilots.employees.add")
            .WithSummary("Adds an employee")
            .Accepts<NewEmployeeDocument>("application/json")
            .Produces<ResponseReply<AddedEmployee>>()
            .CountedUnder(CreationLimit)
            .Body(EmployeeBodies.ReadNew)
            .RaisesError(EmailExists)
            .RaisesError(Condition.ServerOverloaded);
        employees.MapPatch("/v1/employees", UpdateAsync)
            .WithName("trackpilots.employees.update")
            .WithSummary("Changes an employee")
            .Produces<ResponseReply<ChangedEmployee>>()
            .Body<EmployeeChangeBody>()
            .Resource(FindAsync)
            .WithoutSideEffects()
            .RaisesError(Condition.ResourceMissing);
        employees.MapPost("/v1/employees/filter", FilterAsync)
            .WithName("trackpilots.employees.filter")
            .WithSummary("Finds employees by id")
            .Produces<DataReply<IReadOnlyList<Employee>>>()
            .Body<EmployeeFilter>();
    }

    /// <summary>The faults that only the store could find.</summary>
    public static Refusal Faults(ApiCall call, IReadOnlyList<FaultyReference> references) =>
        Refusal.Invalid([.. references.Select(reference => call.Fault(reference.Field, reference.Problem))]);

    private static async Task<IResult> AddAsync(
        Body<NewEmployee> body, Account account, ApiCall call, EmployeeRegistration registration, CancellationToken cancellationToken)
    {
        var employee = body.Value;
        return await registration.AddAsync(account.Id, employee, call, cancellationToken) switch
        {
            EmployeeWrite.Done done => Envelope.Response(
                "User added successfully",
                new AddedEmployee(employee.Details.UserName, employee.EmailId, done.UserId)),
            EmployeeWrite.Unknown unknown => new ErrorResult(Faults(call, unknown.References)),
            _ => new ErrorResult(Refusal.WithCode(EmailExists)),
        };
    }

    private static async Task<IResult> UpdateAsync(
        Body<EmployeeChangeBody> body, Account account, ApiCall call, EmployeeStore employees, CancellationToken cancellationToken)
    {
        var change = body.Value.ToChange();
        return await employees.UpdateAsync(account.Id, change, cancellationToken) switch
        {
            EmployeeWrite.Done done => Envelope.Response("User details updated successfully", new ChangedEmployee(change.Details.UserName, done.UserId)),
            EmployeeWrite.Unknown unknown => new ErrorResult(Faults(call, unknown.References)),
            _ => new ErrorResult(Missing(change.UserId)),
        };
    }

    private static async Task<IResult> FilterAsync(
        Body<EmployeeFilter> filter, Account account, EmployeeStore employees, CancellationToken cancellationToken) =>
        Envelope.Data("Fetched employee details successfully", await employees.FindAsync(account.Id, filter.Value.UserId, cancellationToken));

    private static async Task<Outcome<EmployeeChangeBody>> FindAsync(
        Body<EmployeeChangeBody> body, Account account, EmployeeStore employees, CancellationToken cancellationToken) =>
        await employees.ExistsAsync(account.Id, body.Value.UserId, cancellationToken) ? body.Value : Missing(body.Value.UserId);

    private static Refusal Missing(Guid id) => Refusal.Missing("User", id.ToString());
}

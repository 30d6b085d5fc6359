using Lintel.AspNetCore;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Customers;

/// <summary><c>/customers</c> with <c>locations=1</c>: the locations of one customer.</summary>
internal static class LocationEndpoints
{
    private const string Path = CustomerEndpoints.Path;
    private const string Switch = CustomerEndpoints.Locations;

    public static void Map(RouteGroupBuilder customers)
    {
        customers.MapGet(Path, ListAsync).WithName("fieldservice.customers.locations.list").WithSummary("Lists the locations of a customer")
            .RequireScope(CustomerEndpoints.ReadScope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent(Switch).OfRecord(FindOwnerAsync).Query<Paging>()
            .AcceptsQuery<CustomerLocationsPageParameters>().Produces<ListReply<Location>>();
        customers.MapPost(Path, CreateAsync).WithName("fieldservice.customers.locations.create").WithSummary("Adds a location to a customer")
            .RequireScope(CustomerEndpoints.WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryPresent(Switch).OfRecord(FindOwnerAsync).Body(LocationFields.ReadNew)
            .AcceptsQuery<CustomerLocationsParameters>().Accepts<NewLocationDocument>(Operations.Json)
            .Produces<LocationWritten>(StatusCodes.Status201Created);
        customers.MapPut(Path, UpdateAsync).WithName("fieldservice.customers.locations.update").WithSummary("Changes fields of a location")
            .WithDescription(Operations.ChangeText).RequireScope(CustomerEndpoints.WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryPresent(Switch).OfRecord(FindAsync).Body(LocationFields.ReadChanges).RequireChange<LocationFields>()
            .AcceptsQuery<CustomerLocationParameters>().Accepts<LocationChangeDocument>(Operations.Json).Produces<LocationWritten>();
    }

    private static async Task<Outcome<Customer>> FindOwnerAsync(
        RecordId id, Account account, CustomerStore customers, ApiCall call, CancellationToken cancellationToken) =>
        CheckSwitch(call) is { } refusal ? refusal : await CustomerEndpoints.FindAsync(id, account, customers, cancellationToken);

    /// <summary>The form of both ids comes before the existence of either.</summary>
    private static async Task<Outcome<Location>> FindAsync(
        RecordId id, RecordId locationId, Account account, CustomerStore customers, LocationStore locations,
        ApiCall call, CancellationToken cancellationToken)
    {
        var refusal = CheckSwitch(call) ?? id.Fault ?? locationId.Fault
            ?? (await CustomerEndpoints.FindAsync(id, account, customers, cancellationToken)).Refusal;
        return refusal ?? await locationId.FindAsync("Location", number => locations.FindAsync(account.Id, id.Value, number, cancellationToken));
    }

    private static async Task<IResult> ListAsync(
        Resource<Customer> customer, Query<Paging> paging, Account account, LocationStore locations, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, paging.Value, await locations.ListAsync(account.Id, customer.Value.CustomerId, paging.Value, cancellationToken));

    private static async Task<IResult> CreateAsync(
        Resource<Customer> customer, Body<LocationFields> location, Account account, LocationStore locations,
        ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(
            await locations.CreateAsync(account.Id, customer.Value.CustomerId, location.Value, call.StartedAt, cancellationToken), LocationWritten.Of);

    private static async Task<IResult> UpdateAsync(
        Resource<Location> location, Body<LocationFields> changes, Account account, LocationStore locations,
        ApiCall call, CancellationToken cancellationToken) =>
        Reply.Updated(await locations.UpdateAsync(account.Id, location.Value, changes.Value, call.StartedAt, cancellationToken), LocationWritten.Of);

    private static Refusal? CheckSwitch(ApiCall call) =>
        call.Http.Request.Query[Switch] == "1" ? null : Refusal.Invalid(call.Fault(Switch, "must be 1", FieldLocation.Query));
}

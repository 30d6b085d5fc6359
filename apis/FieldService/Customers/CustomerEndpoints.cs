using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Customers;

/// <summary><c>/customers</c> and, by <c>locations=1</c>, the locations of one.</summary>
internal sealed class CustomerEndpoints(CustomerStore customers, LocationStore locations)
{
    private const string Path = "/customers";
    private const string Locations = "locations";

    public void MapTo(IEndpointRouteBuilder api)
    {
        MapCustomers(api);
        MapLocations(api);
    }

    private void MapCustomers(IEndpointRouteBuilder api)
    {
        api.Map("GET", Path, "customers.list", List).RequireScope("customers:read").OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).WhenQueryAbsent("id").Query(CustomerFilter.Read);
        api.Map("GET", Path, "customers.get", Get).RequireScope("customers:read").OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).WhenQueryPresent("id")
            .Resource(Addressing.ById("Customer", customers.Find)).Query(ReadInclude);
        api.Map("POST", Path, "customers.create", CreateAsync).RequireScope("customers:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).Body(CustomerFields.ReadNew).RaisesError(Codes.DuplicateCustomer);
        api.Map("PUT", Path, "customers.update", UpdateAsync).RequireScope("customers:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).Resource(Addressing.ById("Customer", customers.Find))
            .Body(CustomerFields.ReadChanges).RequireChange((CustomerFields changes) => changes.IsEmpty).RaisesError(Codes.DuplicateCustomer);
    }

    private void MapLocations(IEndpointRouteBuilder api)
    {
        api.Map("GET", Path, "customers.locations.list", ListLocations).RequireScope("customers:read").OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryPresent(Locations).Resource(LoadOwner).Query(FieldReaderExtensions.ReadPaging);
        api.Map("POST", Path, "customers.locations.create", CreateLocationAsync).RequireScope("customers:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryPresent(Locations).Resource(LoadOwner).Body(LocationFields.ReadNew);
        api.Map("PUT", Path, "customers.locations.update", UpdateLocationAsync).RequireScope("customers:write").OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryPresent(Locations).Resource(LoadLocation)
            .Body(LocationFields.ReadChanges).RequireChange((LocationFields changes) => changes.IsEmpty);
    }

    private static Include ReadInclude(FieldReader fields) => new(fields.OneOf("include", [Locations]) is not null);

    private Task<IResult> List(ApiCall call)
    {
        var filter = call.Body<CustomerFilter>();
        return Task.FromResult(Reply.List(call, filter.Paging, customers.List(call.Account.Id, filter)));
    }

    private Task<IResult> Get(ApiCall call)
    {
        var customer = call.Resource<Customer>();
        return Reply.Single(call, call.Body<Include>().Locations
            ? customer with { Locations = locations.ListAll(call.Account.Id, customer.CustomerId) }
            : customer);
    }

    private Task<IResult> CreateAsync(ApiCall call) =>
        Reply.Created(customers.CreateAsync(call.Account.Id, call.Body<CustomerFields>(), call.StartedAt, call.Aborted), CustomerWritten.Of);

    private Task<IResult> UpdateAsync(ApiCall call) => Reply.Updated(
        customers.UpdateAsync(call.Account.Id, call.Resource<Customer>().CustomerId, call.Body<CustomerFields>(), call.StartedAt, call.Aborted),
        CustomerWritten.Of);

    private Task<IResult> ListLocations(ApiCall call)
    {
        var paging = call.Body<Paging>();
        return Task.FromResult(Reply.List(call, paging, locations.List(call.Account.Id, call.Resource<Customer>().CustomerId, paging)));
    }

    private Task<IResult> CreateLocationAsync(ApiCall call) => Reply.Created(
        locations.CreateAsync(call.Account.Id, call.Resource<Customer>().CustomerId, call.Body<LocationFields>(), call.StartedAt, call.Aborted),
        LocationWritten.Of);

    private Task<IResult> UpdateLocationAsync(ApiCall call) => Reply.Updated(
        locations.UpdateAsync(call.Account.Id, call.Resource<Location>(), call.Body<LocationFields>(), call.StartedAt, call.Aborted),
        LocationWritten.Of);

    private ValueTask<Outcome<Customer>> LoadOwner(ApiCall call) =>
        CheckSwitch(call) is { } refusal ? ValueTask.FromResult<Outcome<Customer>>(refusal) : Addressing.ById("Customer", customers.Find)(call);

    /// <summary>The form of both ids comes before the existence of either.</summary>
    private ValueTask<Outcome<Location>> LoadLocation(ApiCall call) => ValueTask.FromResult(FindLocation(call));

    private Outcome<Location> FindLocation(ApiCall call)
    {
        var (readingOwner, readingLocation) = (Addressing.ReadId(call, "id"), Addressing.ReadId(call, "location_id"));
        if (CheckSwitch(call) is { } refusal)
        {
            return refusal;
        }

        if (!readingOwner.TryGet(out var owner) || !readingLocation.TryGet(out var id))
        {
            return (readingOwner.Refusal ?? readingLocation.Refusal)!;
        }

        return customers.Find(call.Account.Id, owner.Value) is null
            ? Refusal.Missing("Customer", owner.Text)
            : Addressing.Found(locations.Find(call.Account.Id, owner.Value, id.Value), "Location", id);
    }

    private static Refusal? CheckSwitch(ApiCall call) =>
        call.Http.Request.Query[Locations] == "1" ? null : Refusal.Invalid(call.Fault(Locations, "must be 1", FieldLocation.Query));

    /// <summary>What a read of one customer brings along.</summary>
    private sealed record Include(bool Locations);
}

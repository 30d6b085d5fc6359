using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService.Customers;

/// <summary><c>/customers</c>.</summary>
internal static class CustomerEndpoints
{
    public const string Path = "/customers";
    public const string Locations = "locations";
    public const string ReadScope = "customers:read";
    public const string WriteScope = "customers:write";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(Path, List).WithName("fieldservice.customers.list").RequireScope(ReadScope).OfClass(Operations.List)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).WhenQueryAbsent("id").Query(CustomerFilter.Read);
        api.MapGet(Path, Get).WithName("fieldservice.customers.get").RequireScope(ReadScope).OfClass(Operations.Single)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).WhenQueryPresent("id").Resource(Find).Query<CustomerInclude>();
        api.MapPost(Path, CreateAsync).WithName("fieldservice.customers.create").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).Body(CustomerFields.ReadNew).RaisesError(Codes.DuplicateCustomer);
        api.MapPut(Path, UpdateAsync).WithName("fieldservice.customers.update").RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).Resource(Find).Body(CustomerFields.ReadChanges).RequireChange<CustomerFields>()
            .RaisesError(Codes.DuplicateCustomer);
        LocationEndpoints.Map(api);
    }

    /// <summary>Finds the customer that the query string picks.</summary>
    public static Outcome<Customer> Find(RecordId id, Account account, CustomerStore customers) =>
        id.Find("Customer", number => customers.Find(account.Id, number));

    private static IResult List(Query<CustomerFilter> filter, Account account, CustomerStore customers, ApiCall call) =>
        Reply.List(call, filter.Value.Paging, customers.List(account.Id, filter.Value));

    private static IResult Get(Resource<Customer> customer, Query<CustomerInclude> include, Account account, LocationStore locations, ApiCall call) =>
        Reply.Single(call, include.Value.Locations
            ? customer.Value with { Locations = locations.ListAll(account.Id, customer.Value.CustomerId) }
            : customer.Value);

    private static async Task<IResult> CreateAsync(
        Body<CustomerFields> customer, Account account, CustomerStore customers, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(await customers.CreateAsync(account.Id, customer.Value, call.StartedAt, cancellationToken), CustomerWritten.Of);

    private static async Task<IResult> UpdateAsync(
        Resource<Customer> customer, Body<CustomerFields> changes, Account account, CustomerStore customers,
        ApiCall call, CancellationToken cancellationToken) =>
        Reply.Updated(await customers.UpdateAsync(account.Id, customer.Value.CustomerId, changes.Value, call.StartedAt, cancellationToken), CustomerWritten.Of);
}

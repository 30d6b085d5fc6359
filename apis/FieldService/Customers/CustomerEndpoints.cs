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
        var customers = api.MapGroup(string.Empty).WithTags("Customers");
        MapReads(customers);
        MapWrites(customers);
        LocationEndpoints.Map(customers);
    }

    private static void MapReads(RouteGroupBuilder customers)
    {
        customers.MapGet(Path, ListAsync).WithName("fieldservice.customers.list").WithSummary("Lists customers").RequireScope(ReadScope)
            .OfClass(Operations.List).WhenQueryAbsent("sub").WhenQueryAbsent(Locations).WhenQueryAbsent("id")
            .Query(CustomerFilter.Read).AcceptsQuery<CustomerListParameters>().Produces<ListReply<Customer>>();
        customers.MapGet(Path, GetAsync).WithName("fieldservice.customers.get").WithSummary("Shows a customer").RequireScope(ReadScope)
            .OfClass(Operations.Single).WhenQueryAbsent("sub").WhenQueryAbsent(Locations).WhenQueryPresent("id")
            .OfRecord(FindAsync).Query<CustomerInclude>().AcceptsQuery<CustomerParameters>().Produces<SingleReply<Customer>>();
    }

    private static void MapWrites(RouteGroupBuilder customers)
    {
        customers.MapPost(Path, CreateAsync).WithName("fieldservice.customers.create").WithSummary("Creates a customer").RequireScope(WriteScope)
            .OfClass(Operations.Write).WhenQueryAbsent("sub").WhenQueryAbsent(Locations).Body(CustomerFields.ReadNew)
            .RaisesError(Codes.DuplicateCustomer).Accepts<NewCustomerDocument>(Operations.Json).Produces<CustomerWritten>(StatusCodes.Status201Created);
        customers.MapPut(Path, UpdateAsync).WithName("fieldservice.customers.update").WithSummary("Changes fields of a customer")
            .WithDescription(Operations.ChangeText).RequireScope(WriteScope).OfClass(Operations.Write)
            .WhenQueryAbsent("sub").WhenQueryAbsent(Locations).OfRecord(FindAsync).Body(CustomerFields.ReadChanges).RequireChange<CustomerFields>()
            .RaisesError(Codes.DuplicateCustomer).Accepts<CustomerChangeDocument>(Operations.Json).Produces<CustomerWritten>();
    }

    /// <summary>Finds the customer that the query string picks.</summary>
    public static Task<Outcome<Customer>> FindAsync(RecordId id, Account account, CustomerStore customers, CancellationToken cancellationToken) =>
        id.FindAsync("Customer", number => customers.FindAsync(account.Id, number, cancellationToken));

    private static async Task<IResult> ListAsync(
        Query<CustomerFilter> filter, Account account, CustomerStore customers, ApiCall call, CancellationToken cancellationToken) =>
        Reply.List(call, filter.Value.Paging, await customers.ListAsync(account.Id, filter.Value, cancellationToken));

    private static async Task<IResult> GetAsync(
        Resource<Customer> customer, Query<CustomerInclude> include, Account account, LocationStore locations,
        ApiCall call, CancellationToken cancellationToken) =>
        Reply.Single(call, include.Value.Locations
            ? customer.Value with { Locations = await locations.ListAllAsync(account.Id, customer.Value.CustomerId, cancellationToken) }
            : customer.Value);

    private static async Task<IResult> CreateAsync(
        Body<CustomerFields> customer, Account account, CustomerStore customers, ApiCall call, CancellationToken cancellationToken) =>
        Reply.Created(await customers.CreateAsync(account.Id, customer.Value, call.StartedAt, cancellationToken), CustomerWritten.Of);

    private static async Task<IResult> UpdateAsync(
        Resource<Customer> customer, Body<CustomerFields> changes, Account account, CustomerStore customers,
        ApiCall call, CancellationToken cancellationToken) =>
        Reply.Updated(await customers.UpdateAsync(account.Id, customer.Value.CustomerId, changes.Value, call.StartedAt, cancellationToken), CustomerWritten.Of);
}

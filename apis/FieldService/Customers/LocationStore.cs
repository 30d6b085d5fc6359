using System.Data.Common;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Customers;

/// <summary>The locations of all customers; every query names the account.</summary>
internal sealed class LocationStore(FieldServiceDatabase database)
{
    private const string Select = """
        SELECT l.location_id AS LocationId, l.customer_id AS CustomerId, l.location_name AS LocationName, l.street AS Street, l.city AS City,
            l.state AS State, l.zip AS Zip, l.contact_email AS ContactEmail, l.notes AS Notes, l.created_at AS CreatedAt, l.updated_at AS UpdatedAt
        """;

    private const string Table = "locations l";

    public Task<Location?> FindAsync(string account, long customer, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, account, customer, id), cancellationToken);

    public Task<Listing<Location>> ListAsync(string account, long customer, Paging paging, CancellationToken cancellationToken)
    {
        var where = new Filter("l", account).And("l.customer_id = @customer", "customer", customer);
        return database.ReadAsync(connection => Listing<Location>.ReadAsync(connection, Select, Table, string.Empty, where, "l.location_id", paging), cancellationToken);
    }

    public async Task<IReadOnlyList<Location>> ListAllAsync(string account, long customer, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async connection => (await connection.QueryAsync<Location>(
                $"{Select} FROM {Table} WHERE l.account_id = @account AND l.customer_id = @customer ORDER BY l.location_id", new { account, customer })).AsList(),
            cancellationToken);

    public Task<Outcome<Location>> CreateAsync(string account, long customer, LocationFields fields, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Location>>(
            async connection =>
            {
                var id = await connection.ExecuteScalarAsync<long>(
                    """
                    INSERT INTO locations (account_id, customer_id, location_name, street, city, state, zip, contact_email, notes, created_at, updated_at)
                    VALUES (@account, @customer, @name, @street, @city, @state, @zip, @email, @notes, @now, @now)
                    RETURNING location_id
                    """,
                    new
                    {
                        account,
                        customer,
                        name = fields.Name.Value,
                        street = fields.Street.Value,
                        city = fields.City.Value,
                        state = fields.State.Value,
                        zip = fields.Zip.Value,
                        email = fields.ContactEmail.Value,
                        notes = fields.Notes.Value,
                        now = MomentText.Seconds(now),
                    });
                return (await FindAsync(connection, account, customer, id))!;
            },
            cancellationToken);

    public Task<Outcome<Location>> UpdateAsync(
        string account,
        Location location,
        LocationFields changes,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Location>>(
            async connection =>
            {
                var current = (await FindAsync(connection, account, location.CustomerId, location.LocationId))!;
                await connection.ExecuteAsync(
                    """
                    UPDATE locations SET location_name = @name, street = @street, city = @city, state = @state, zip = @zip, contact_email = @email,
                        notes = @notes, updated_at = @now
                    WHERE account_id = @account AND location_id = @id
                    """,
                    new
                    {
                        account,
                        id = location.LocationId,
                        name = changes.Name.Or(current.LocationName),
                        street = changes.Street.Or(current.Street),
                        city = changes.City.Or(current.City),
                        state = changes.State.Or(current.State),
                        zip = changes.Zip.Or(current.Zip),
                        email = changes.ContactEmail.Or(current.ContactEmail),
                        notes = changes.Notes.Or(current.Notes),
                        now = MomentText.Seconds(now),
                    });
                return (await FindAsync(connection, account, location.CustomerId, location.LocationId))!;
            },
            cancellationToken);

    private static Task<Location?> FindAsync(DbConnection connection, string account, long customer, long id) => connection.QueryFirstOrDefaultAsync<Location>(
        $"{Select} FROM {Table} WHERE l.account_id = @account AND l.customer_id = @customer AND l.location_id = @id", new { account, customer, id });
}

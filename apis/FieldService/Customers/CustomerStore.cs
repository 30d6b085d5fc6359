using System.Data.Common;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Customers;

/// <summary>The customers of all accounts; every query names one.</summary>
internal sealed class CustomerStore(FieldServiceDatabase database)
{
    private const string Select = """
        SELECT c.customer_id AS CustomerId, c.customer_name AS CustomerName, c.customer_email AS CustomerEmail, c.customer_phone AS CustomerPhone,
            c.default_sla_hours AS DefaultSlaHours, c.tax_exempt AS TaxExempt, c.tax_exemption_reason AS TaxExemptionReason,
            c.created_at AS CreatedAt, c.updated_at AS UpdatedAt
        """;

    private const string Table = "customers c";

    private const string HasLocations = "EXISTS (SELECT 1 FROM locations l WHERE l.customer_id = c.customer_id)";

    public Task<Customer?> FindAsync(string account, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, account, id), cancellationToken);

    public Task<Listing<Customer>> ListAsync(string account, CustomerFilter filter, CancellationToken cancellationToken)
    {
        var where = new Filter("c", account)
            .Contains(filter.Search, "c.customer_name", "c.customer_email", "c.customer_phone")
            .Created("c", filter.Created)
            .AndIf(filter.HasLocations == true, HasLocations)
            .AndIf(filter.HasLocations == false, "NOT " + HasLocations);
        return database.ReadAsync(
            connection => Listing<Customer>.ReadAsync(connection, Select, Table, string.Empty, where, "c.customer_id", filter.Paging),
            cancellationToken);
    }

    public Task<Outcome<Customer>> CreateAsync(string account, CustomerFields fields, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Customer>>(
            async connection => await TryGetDuplicateAsync(connection, account, fields.Email.Value, except: 0) is { } refusal
                ? refusal
                : (await FindAsync(connection, account, await InsertAsync(connection, account, fields, MomentText.Seconds(now))))!,
            cancellationToken);

    public Task<Outcome<Customer>> UpdateAsync(string account, long id, CustomerFields changes, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Customer>>(
            async connection =>
            {
                var customer = (await FindAsync(connection, account, id))!;
                var email = changes.Email.Or(customer.CustomerEmail);
                if (await TryGetDuplicateAsync(connection, account, email, except: id) is { } refusal)
                {
                    return refusal;
                }

                await connection.ExecuteAsync(
                    """
                    UPDATE customers SET customer_name = @name, customer_email = @email, email_key = @emailKey, customer_phone = @phone,
                        default_sla_hours = @sla, tax_exempt = @exempt, tax_exemption_reason = @reason, updated_at = @now
                    WHERE account_id = @account AND customer_id = @id
                    """,
                    new
                    {
                        account,
                        id,
                        name = changes.Name.Or(customer.CustomerName),
                        email,
                        emailKey = KeyOf(email),
                        phone = changes.Phone.Or(customer.CustomerPhone),
                        sla = changes.DefaultSlaHours.Or(customer.DefaultSlaHours),
                        exempt = changes.TaxExempt.Or(customer.TaxExempt),
                        reason = changes.TaxExemptionReason.Or(customer.TaxExemptionReason),
                        now = MomentText.Seconds(now),
                    });
                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    private static Task<long> InsertAsync(DbConnection connection, string account, CustomerFields fields, string now) => connection.ExecuteScalarAsync<long>(
        """
        INSERT INTO customers (account_id, customer_name, customer_email, email_key, customer_phone, default_sla_hours, tax_exempt, tax_exemption_reason,
            created_at, updated_at)
        VALUES (@account, @name, @email, @emailKey, @phone, @sla, @exempt, @reason, @now, @now)
        RETURNING customer_id
        """,
        new
        {
            account,
            name = fields.Name.Value,
            email = fields.Email.Value,
            emailKey = KeyOf(fields.Email.Value),
            phone = fields.Phone.Value,
            sla = fields.DefaultSlaHours.Value,
            exempt = fields.TaxExempt.Value,
            reason = fields.TaxExemptionReason.Value,
            now,
        });

    private static Task<Customer?> FindAsync(DbConnection connection, string account, long id) =>
        connection.QueryFirstOrDefaultAsync<Customer>($"{Select} FROM {Table} WHERE c.account_id = @account AND c.customer_id = @id", new { account, id });

    private static string? KeyOf(string? email) => email is null ? null : EmailAddress.KeyOf(email);

    /// <summary>Looks inside the writing transaction; the unique index is the guard against any other way in.</summary>
    private static async Task<Refusal?> TryGetDuplicateAsync(DbConnection connection, string account, string? email, long except)
    {
        if (KeyOf(email) is not { } emailKey)
        {
            return null;
        }

        var other = await connection.ExecuteScalarAsync<long?>(
            "SELECT customer_id FROM customers WHERE account_id = @account AND email_key = @emailKey AND customer_id <> @except",
            new { account, emailKey, except });
        return other is null ? null : Refusal.WithCode(Codes.DuplicateCustomer, ("email", emailKey));
    }
}

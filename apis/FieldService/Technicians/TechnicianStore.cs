using System.Data.Common;
using System.Text.Json;
using Dapper;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Technicians;

/// <summary>Which technicians a list shows.</summary>
internal sealed record TechnicianFilter(string? Status, string? AvailabilityStatus, Paging Paging)
{
    public static TechnicianFilter Read(FieldReader fields) => new(
        fields.OneOf("status", Technician.Statuses),
        fields.OneOf("availability_status", Technician.AvailabilityStatuses),
        fields.ReadPaging());
}

/// <summary>The technicians of all accounts; every query names one.</summary>
internal sealed class TechnicianStore(FieldServiceDatabase database)
{
    private const string Select = """
        SELECT t.technician_id AS TechnicianId, t.first_name AS FirstName, t.last_name AS LastName, t.status AS Status,
            t.availability_status AS AvailabilityStatus, t.vehicle_type AS VehicleType, t.transport_modes AS TransportModes, t.skills AS Skills,
            t.availability AS Availability, t.created_at AS CreatedAt, t.updated_at AS UpdatedAt
        """;

    private const string Table = "technicians t";

    public Task<TechnicianProfile?> FindAsync(string account, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, account, id), cancellationToken);

    public async Task<Listing<Technician>> ListAsync(string account, TechnicianFilter filter, CancellationToken cancellationToken)
    {
        var where = new Filter("t", account)
            .And("t.status = @status", "status", filter.Status)
            .And("t.availability_status = @availability", "availability", filter.AvailabilityStatus);
        var listing = await database.ReadAsync(
            connection => Listing<Row>.ReadAsync(connection, Select, Table, string.Empty, where, "t.technician_id", filter.Paging),
            cancellationToken);
        return new Listing<Technician>([.. listing.Rows.Select(row => row.ToTechnician())], listing.Total);
    }

    /// <summary>Adds a technician; the id and the moments are the store's.</summary>
    public Task<TechnicianProfile> AddAsync(string account, TechnicianProfile technician, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                var id = await InsertAsync(connection, account, technician, MomentText.Seconds(now));
                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    public static Task<long> InsertAsync(DbConnection connection, string account, TechnicianProfile technician, string now) =>
        connection.ExecuteScalarAsync<long>(
        """
        INSERT INTO technicians (account_id, first_name, last_name, status, availability_status, vehicle_type, transport_modes, skills, availability,
            created_at, updated_at)
        VALUES (@account, @first, @last, @status, @availabilityStatus, @vehicle, @modes, @skills, @availability, @now, @now)
        RETURNING technician_id
        """,
        new
        {
            account,
            first = technician.FirstName,
            last = technician.LastName,
            status = technician.Status,
            availabilityStatus = technician.AvailabilityStatus,
            vehicle = technician.VehicleType,
            modes = JsonSerializer.Serialize(technician.TransportModes, Reply.Options),
            skills = JsonSerializer.Serialize(technician.Skills, Reply.Options),
            availability = JsonSerializer.Serialize(technician.Availability, Reply.Options),
            now,
        });

    private static async Task<TechnicianProfile?> FindAsync(DbConnection connection, string account, long id) => (await connection
        .QueryFirstOrDefaultAsync<Row>($"{Select} FROM {Table} WHERE t.account_id = @account AND t.technician_id = @id", new { account, id }))?.ToProfile();

    /// <summary>A row as it is stored, lists as JSON.</summary>
    private sealed record Row
    {
        public required long TechnicianId { get; init; }

        public required string FirstName { get; init; }

        public required string LastName { get; init; }

        public required string Status { get; init; }

        public required string AvailabilityStatus { get; init; }

        public string? VehicleType { get; init; }

        public required string TransportModes { get; init; }

        public required string Skills { get; init; }

        public required string Availability { get; init; }

        public required string CreatedAt { get; init; }

        public required string UpdatedAt { get; init; }

        public Technician ToTechnician() => new()
        {
            TechnicianId = TechnicianId,
            FirstName = FirstName,
            LastName = LastName,
            Status = Status,
            AvailabilityStatus = AvailabilityStatus,
            VehicleType = VehicleType,
            TransportModes = Parse<string>(TransportModes),
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };

        public TechnicianProfile ToProfile() => new()
        {
            TechnicianId = TechnicianId,
            FirstName = FirstName,
            LastName = LastName,
            Status = Status,
            AvailabilityStatus = AvailabilityStatus,
            VehicleType = VehicleType,
            TransportModes = Parse<string>(TransportModes),
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
            Skills = Parse<string>(Skills),
            Availability = Parse<WorkingHours>(Availability),
        };

        private static IReadOnlyList<T> Parse<T>(string json) => JsonSerializer.Deserialize<IReadOnlyList<T>>(json, Reply.Options) ?? [];
    }
}

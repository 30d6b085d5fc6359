using Lintel.FieldService.Assets;
using Lintel.FieldService.Customers;
using Lintel.FieldService.Inventory;
using Lintel.FieldService.Jobs;
using Lintel.FieldService.Storage;
using Lintel.FieldService.Technicians;
using Lintel.Shared;

namespace Lintel.FieldService.Demo;

/// <summary>Makes the records of one company, the same on every machine but for the day on which they end.</summary>
internal sealed class DemoCompany(SqlText sql, string account, DemoSize size, DateTimeOffset now)
{
    private const int Days = 400;

    private readonly Random _random = new(size.Seed);
    private readonly List<long> _locations = [];
    private readonly List<long> _technicians = [];
    private readonly List<long> _assets = [];

    public async Task FillAsync()
    {
        for (var i = 0; i < size.Customers; i++)
        {
            await AddCustomerAsync(i);
        }

        for (var i = 0; i < size.Technicians; i++)
        {
            await AddTechnicianAsync(i);
        }

        for (var i = 0; i < size.Assets; i++)
        {
            await AddAssetAsync(i);
        }

        for (var i = 0; i < size.Jobs; i++)
        {
            await AddJobAsync(i);
        }

        await AddInventoryAsync();
    }

    private async Task AddCustomerAsync(int index)
    {
        var name = DemoWords.CompanyNames[index % DemoWords.CompanyNames.Length];
        var isExempt = index % 9 == 4;
        string? email = index % 11 == 10 ? null : $"office@{Slug(name)}.example";
        var created = Ago(index, size.Customers);
        var customer = await sql.IdAsync(
            """
            INSERT INTO customers (account_id, customer_name, customer_email, email_key, customer_phone, default_sla_hours, tax_exempt, tax_exemption_reason,
                created_at, updated_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p8) RETURNING customer_id
            """,
            account,
            name,
            email,
            email is null ? null : EmailAddress.KeyOf(email),
            $"+1555010{index:D4}",
            Pick(4, 8, 24, 48),
            isExempt,
            isExempt ? "Non-profit organisation" : null,
            created);
        for (var i = 0; i < 1 + (index % 3); i++)
        {
            await AddLocationAsync(customer, i, email, created);
        }
    }

    private async Task AddLocationAsync(long customer, int index, string? email, string created)
    {
        var (city, state, zip) = Pick(DemoWords.Cities);
        _locations.Add(await sql.IdAsync(
            """
            INSERT INTO locations (account_id, customer_id, location_name, street, city, state, zip, contact_email, notes, created_at, updated_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p9) RETURNING location_id
            """,
            account,
            customer,
            DemoWords.LocationNames[index % DemoWords.LocationNames.Length],
            $"{_random.Next(1, 990)} {Pick(DemoWords.Streets)}",
            city,
            state,
            zip,
            email,
            index == 1 ? "Ask for the key at the gate." : null,
            created));
    }

    private async Task AddTechnicianAsync(int index)
    {
        var (first, last) = DemoWords.People[index % DemoWords.People.Length];
        var isActive = index % 7 != 6;
        var technician = await sql.IdAsync(
            """
            INSERT INTO technicians (account_id, first_name, last_name, status, availability_status, vehicle_type, transport_modes, skills, availability,
                created_at, updated_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p9) RETURNING technician_id
            """,
            account,
            first,
            last,
            Technician.Statuses[isActive ? 0 : 1],
            isActive ? Pick("Available", "Available", "Busy", "Offline") : "Offline",
            index % 4 == 3 ? null : Pick(DemoWords.Vehicles),
            index % 4 == 3 ? """["public transport"]""" : """["driving"]""",
            $"""["{DemoWords.Skills[index % DemoWords.Skills.Length]}","{DemoWords.Skills[(index + 3) % DemoWords.Skills.Length]}"]""",
            WorkingWeek,
            Ago(index, size.Technicians));
        if (isActive)
        {
            _technicians.Add(technician);
        }
    }

    private async Task AddAssetAsync(int index)
    {
        var (name, meter, unit, type) = DemoWords.Assets[index % DemoWords.Assets.Length];
        var words = AssetStatus.Table.Words;
        var status = index % 3 == 2 ? words[index / 3 % words.Count] : AssetStatus.Active;
        var created = Ago(index, size.Assets);
        var asset = await sql.IdAsync(
            """
            INSERT INTO assets (account_id, asset_name, asset_type_id, serial_number, status, condition, ownership_type, location_id, created_at, updated_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p8) RETURNING asset_id
            """,
            account,
            $"{name} {1 + (index / DemoWords.Assets.Length)}",
            type,
            $"SN-{_random.Next(100_000, 999_999)}",
            status,
            Pick("New", "Good", "Good", "Fair", "Poor"),
            Pick("company-owned", "customer-owned", "customer-owned", "leased"),
            Pick(_locations),
            created);
        _assets.Add(asset);
        if (index % 3 != 1)
        {
            await AddMeterAsync(asset, meter, unit, created);
        }

        await AddServicesAsync(asset, index % 5);
    }

    private async Task AddMeterAsync(long asset, string name, string unit, string created)
    {
        const int Weeks = 12;
        var reading = (decimal)_random.Next(400, 2_000);
        var meter = await sql.IdAsync(
            """
            INSERT INTO meters (account_id, asset_id, meter_name, unit, last_reading, threshold_value, threshold_action, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7) RETURNING meter_id
            """,
            account,
            asset,
            name,
            unit,
            Amount.Text(reading),
            Amount.Text(reading + 5_000),
            asset % 2 == 0 ? Meter.CreateJob : Meter.AlertOnly,
            created);
        string? date = null;
        for (var week = Weeks; week >= 1; week--)
        {
            reading += _random.Next(20, 900) / 10m;
            date = MomentText.Seconds(now.AddDays(-7 * week));
            await sql.NumberAsync(
                "INSERT INTO meter_readings (account_id, meter_id, reading, reading_date, created_at) VALUES (@p0, @p1, @p2, @p3, @p3)",
                account,
                meter,
                Amount.Text(reading),
                date);
        }

        await sql.NumberAsync("UPDATE meters SET last_reading = @p0, last_reading_date = @p1 WHERE meter_id = @p2", Amount.Text(reading), date, meter);
    }

    private async Task AddServicesAsync(long asset, int count)
    {
        for (var i = count; i > 0; i--)
        {
            var date = MomentText.Seconds(now.AddDays(-60 * i).AddHours(-_random.Next(0, 200)));
            await sql.NumberAsync(
                """
                INSERT INTO service_records (account_id, asset_id, service_type, service_date, description, technician_id, cost, created_at)
                VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p3)
                """,
                account,
                asset,
                Pick(ServiceRecord.Types),
                date,
                Pick(DemoWords.Jobs).Description,
                Pick(_technicians),
                Amount.Text(_random.Next(40, 900) + 0.5m));
        }
    }

    /// <summary>Old jobs are over, the last ones are open: a chart by month and a board by status both look real.</summary>
    private async Task AddJobAsync(int index)
    {
        var (title, description) = Pick(DemoWords.Jobs);
        var isOld = index < size.Jobs / 2;
        var status = index == size.Jobs - 1
            ? JobStatus.Pending
            : isOld ? Pick(JobStatus.Completed, JobStatus.Completed, JobStatus.Completed, JobStatus.Cancelled, JobStatus.Declined)
            : JobStatus.Table.Words[index % JobStatus.Table.Words.Count];
        var created = isOld ? now.AddDays(-Days + (Days * (index + 0.5) / size.Jobs)) : now.AddHours(-2 * (size.Jobs - index));
        var start = created.AddHours(20 + _random.Next(0, 40));
        var hasBegun = status is JobStatus.InProgress or JobStatus.OnHold or JobStatus.Completed;
        var begun = hasBegun ? (isOld ? start.AddMinutes(_random.Next(-20, 40)) : now.AddMinutes(-_random.Next(5, 90))) : (DateTimeOffset?)null;
        var ended = status == JobStatus.Completed ? (isOld ? begun!.Value.AddMinutes(_random.Next(30, 300)) : now.AddMinutes(-1)) : (DateTimeOffset?)null;
        var isAssigned = status is not (JobStatus.Pending or JobStatus.Declined);
        var job = await sql.IdAsync(
            """
            INSERT INTO jobs (account_id, job_title, job_description, job_status, job_priority, assigned_technician_id, customer_location_id,
                scheduled_start, scheduled_end, actual_start, actual_end, created_at, updated_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12) RETURNING job_id
            """,
            account,
            title,
            description,
            status,
            Pick("Low", "Medium", "Medium", "High", "Urgent"),
            isAssigned ? Pick(_technicians) : null,
            Pick(_locations),
            MomentText.Seconds(start),
            MomentText.Seconds(start.AddHours(2)),
            MomentText.Seconds(begun),
            MomentText.Seconds(ended),
            MomentText.Seconds(created),
            MomentText.Seconds(ended ?? begun ?? created));
        if (index % 2 == 0)
        {
            await sql.NumberAsync("INSERT INTO job_assets (job_id, asset_id) VALUES (@p0, @p1)", job, Pick(_assets));
        }
    }

    private async Task AddInventoryAsync()
    {
        var warehouses = new List<long>();
        for (var i = 0; i < size.Warehouses; i++)
        {
            warehouses.Add(await sql.IdAsync(
                "INSERT INTO inventory_locations (account_id, location_name, created_at, updated_at) VALUES (@p0, @p1, @p2, @p2) RETURNING location_id",
                account,
                i == 0 ? "Main warehouse" : $"Van {i}",
                Ago(0, 1)));
        }

        for (var i = 0; i < size.Items; i++)
        {
            await AddItemAsync(i, warehouses);
        }
    }

    private async Task AddItemAsync(int index, List<long> warehouses)
    {
        var (number, name, unit, cost) = DemoWords.Parts[index % DemoWords.Parts.Length];
        var grade = index / DemoWords.Parts.Length;
        var item = await sql.IdAsync(
            """
            INSERT INTO inventory_items (account_id, part_number, name, description, unit, unit_cost, reorder_point, created_at, updated_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p7) RETURNING item_id
            """,
            account,
            grade == 0 ? number : $"{number}-{(char)('A' + grade)}",
            grade == 0 ? name : $"{name}, grade {(char)('A' + grade)}",
            string.Empty,
            unit,
            Amount.Text(cost + grade),
            Pick(5, 10, 20),
            Ago(index, size.Items));
        foreach (var warehouse in warehouses.Where((_, place) => place == 0 || (index + place) % 2 == 0))
        {
            await AddStockAsync(item, warehouse, index % 6 == 5 ? _random.Next(0, 4) : _random.Next(15, 60));
        }
    }

    private async Task AddStockAsync(long item, long warehouse, int received)
    {
        var used = _random.Next(0, (received / 3) + 1);
        await sql.NumberAsync("INSERT INTO stock (item_id, location_id, quantity) VALUES (@p0, @p1, @p2)", item, warehouse, received - used);
        await AddTransactionAsync(item, warehouse, received, received, "delivery", now.AddDays(-90));
        if (used > 0)
        {
            await AddTransactionAsync(item, warehouse, -used, received - used, "used on jobs", now.AddDays(-_random.Next(1, 80)));
        }
    }

    private Task<long?> AddTransactionAsync(long item, long warehouse, int change, int after, string reason, DateTimeOffset at) => sql.NumberAsync(
        """
        INSERT INTO inventory_transactions (account_id, item_id, location_id, transaction_type, quantity_change, quantity_after, reason, created_at)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)
        """,
        account,
        item,
        warehouse,
        InventoryTransaction.Adjustment,
        change,
        after,
        reason,
        MomentText.Seconds(at));

    private const string WorkingWeek = """
        [{"day":"Monday","start":"08:00","end":"17:00"},{"day":"Tuesday","start":"08:00","end":"17:00"},{"day":"Wednesday","start":"08:00","end":"17:00"},{"day":"Thursday","start":"08:00","end":"17:00"},{"day":"Friday","start":"08:00","end":"15:00"}]
        """;

    /// <summary>Records of a kind begin evenly over the past months.</summary>
    private string Ago(int index, int count) => MomentText.Seconds(now.AddDays(-Days + (Days * (double)index / count)));

    private T Pick<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private static string Slug(string name) =>
        string.Concat(name.ToLowerInvariant().Select(letter => letter is ' ' ? "-" : char.IsAsciiLetterOrDigit(letter) ? letter.ToString() : string.Empty));
}

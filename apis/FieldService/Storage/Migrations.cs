namespace Lintel.FieldService.Storage;

/// <summary>The tables. Moments are texts in one form (<see cref="Moment"/>), so that they sort and compare as they stand; amounts are decimal texts.</summary>
internal static class Migrations
{
    public static IReadOnlyList<string> All { get; } = [Initial];

    private const string Initial = """
        CREATE TABLE customers (
            customer_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            customer_name TEXT NOT NULL,
            customer_email TEXT,
            email_key TEXT,
            customer_phone TEXT,
            default_sla_hours INTEGER NOT NULL,
            tax_exempt INTEGER NOT NULL,
            tax_exemption_reason TEXT,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE INDEX customers_by_account ON customers (account_id, customer_id);
        CREATE UNIQUE INDEX customers_by_email ON customers (account_id, email_key);

        CREATE TABLE locations (
            location_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
            location_name TEXT NOT NULL,
            street TEXT NOT NULL,
            city TEXT NOT NULL,
            state TEXT NOT NULL,
            zip TEXT NOT NULL,
            contact_email TEXT,
            notes TEXT,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE INDEX locations_by_customer ON locations (customer_id, location_id);

        CREATE TABLE technicians (
            technician_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL,
            status TEXT NOT NULL,
            availability_status TEXT NOT NULL,
            vehicle_type TEXT,
            transport_modes TEXT NOT NULL,
            skills TEXT NOT NULL,
            availability TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE INDEX technicians_by_account ON technicians (account_id, technician_id);

        CREATE TABLE jobs (
            job_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            job_title TEXT NOT NULL,
            job_description TEXT NOT NULL,
            job_status TEXT NOT NULL,
            job_priority TEXT NOT NULL,
            assigned_technician_id INTEGER REFERENCES technicians (technician_id),
            customer_location_id INTEGER NOT NULL REFERENCES locations (location_id),
            scheduled_start TEXT,
            scheduled_end TEXT,
            actual_start TEXT,
            actual_end TEXT,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE INDEX jobs_by_account ON jobs (account_id, job_id);
        CREATE INDEX jobs_by_status ON jobs (account_id, job_status, job_id);

        CREATE TABLE assets (
            asset_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            asset_name TEXT NOT NULL,
            asset_type_id INTEGER NOT NULL,
            serial_number TEXT,
            status TEXT NOT NULL,
            condition TEXT NOT NULL,
            ownership_type TEXT NOT NULL,
            location_id INTEGER REFERENCES locations (location_id),
            assigned_technician_id INTEGER REFERENCES technicians (technician_id),
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE INDEX assets_by_account ON assets (account_id, asset_id);

        CREATE TABLE job_assets (
            job_id INTEGER NOT NULL REFERENCES jobs (job_id),
            asset_id INTEGER NOT NULL REFERENCES assets (asset_id),
            PRIMARY KEY (job_id, asset_id)
        ) WITHOUT ROWID;

        CREATE TABLE asset_status_changes (
            change_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            asset_id INTEGER NOT NULL REFERENCES assets (asset_id),
            from_status TEXT NOT NULL,
            to_status TEXT NOT NULL,
            reason TEXT,
            changed_at TEXT NOT NULL
        );
        CREATE INDEX asset_status_changes_by_asset ON asset_status_changes (asset_id, change_id);

        CREATE TABLE meters (
            meter_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            asset_id INTEGER NOT NULL REFERENCES assets (asset_id),
            meter_name TEXT NOT NULL,
            unit TEXT NOT NULL,
            last_reading TEXT NOT NULL,
            last_reading_date TEXT,
            threshold_value TEXT,
            threshold_action TEXT NOT NULL,
            created_at TEXT NOT NULL
        );
        CREATE UNIQUE INDEX meters_by_asset ON meters (asset_id, meter_name);

        CREATE TABLE meter_readings (
            reading_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            meter_id INTEGER NOT NULL REFERENCES meters (meter_id),
            reading TEXT NOT NULL,
            reading_date TEXT NOT NULL,
            notes TEXT,
            created_at TEXT NOT NULL
        );
        CREATE INDEX meter_readings_by_meter ON meter_readings (meter_id, reading_id);

        CREATE TABLE service_records (
            record_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            asset_id INTEGER NOT NULL REFERENCES assets (asset_id),
            service_type TEXT NOT NULL,
            service_date TEXT NOT NULL,
            description TEXT NOT NULL,
            technician_id INTEGER REFERENCES technicians (technician_id),
            job_id INTEGER REFERENCES jobs (job_id),
            cost TEXT,
            created_at TEXT NOT NULL
        );
        CREATE INDEX service_records_by_asset ON service_records (asset_id, service_date, record_id);

        CREATE TABLE asset_transfers (
            transfer_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            asset_id INTEGER NOT NULL REFERENCES assets (asset_id),
            from_location_id INTEGER REFERENCES locations (location_id),
            to_location_id INTEGER REFERENCES locations (location_id),
            to_technician_id INTEGER REFERENCES technicians (technician_id),
            reason TEXT,
            transferred_at TEXT NOT NULL
        );
        CREATE INDEX asset_transfers_by_asset ON asset_transfers (asset_id, transfer_id);

        CREATE TABLE inventory_locations (
            location_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            location_name TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE UNIQUE INDEX inventory_locations_by_name ON inventory_locations (account_id, location_name);

        CREATE TABLE inventory_items (
            item_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            part_number TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            unit TEXT NOT NULL,
            unit_cost TEXT,
            reorder_point INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
        CREATE INDEX inventory_items_by_account ON inventory_items (account_id, item_id);
        CREATE UNIQUE INDEX inventory_items_by_part_number ON inventory_items (account_id, part_number);

        CREATE TABLE stock (
            item_id INTEGER NOT NULL REFERENCES inventory_items (item_id),
            location_id INTEGER NOT NULL REFERENCES inventory_locations (location_id),
            quantity INTEGER NOT NULL CHECK (quantity >= 0),
            PRIMARY KEY (item_id, location_id)
        ) WITHOUT ROWID;

        CREATE TABLE inventory_transactions (
            transaction_id INTEGER PRIMARY KEY AUTOINCREMENT,
            account_id TEXT NOT NULL,
            item_id INTEGER NOT NULL REFERENCES inventory_items (item_id),
            location_id INTEGER NOT NULL REFERENCES inventory_locations (location_id),
            transaction_type TEXT NOT NULL,
            quantity_change INTEGER NOT NULL,
            quantity_after INTEGER NOT NULL,
            reason TEXT,
            created_at TEXT NOT NULL
        );
        CREATE INDEX inventory_transactions_by_item ON inventory_transactions (item_id, transaction_id);
        """;

    /// <summary>The same for PostgreSQL.</summary>
    public static IReadOnlyList<string> Postgres { get; } =
    [
        """
        CREATE TABLE customers (
          customer_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          customer_name TEXT COLLATE "C" NOT NULL,
          customer_email TEXT COLLATE "C",
          email_key TEXT COLLATE "C",
          customer_phone TEXT COLLATE "C",
          default_sla_hours BIGINT NOT NULL,
          tax_exempt BOOLEAN NOT NULL,
          tax_exemption_reason TEXT COLLATE "C",
          created_at TEXT COLLATE "C" NOT NULL,
          updated_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX customers_by_account ON customers (account_id, customer_id);
        CREATE UNIQUE INDEX customers_by_email ON customers (account_id, email_key);

        CREATE TABLE locations (
          location_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          customer_id BIGINT NOT NULL REFERENCES customers (customer_id),
          location_name TEXT COLLATE "C" NOT NULL,
          street TEXT COLLATE "C" NOT NULL,
          city TEXT COLLATE "C" NOT NULL,
          state TEXT COLLATE "C" NOT NULL,
          zip TEXT COLLATE "C" NOT NULL,
          contact_email TEXT COLLATE "C",
          notes TEXT COLLATE "C",
          created_at TEXT COLLATE "C" NOT NULL,
          updated_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX locations_by_customer ON locations (customer_id, location_id);

        CREATE TABLE technicians (
          technician_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          first_name TEXT COLLATE "C" NOT NULL,
          last_name TEXT COLLATE "C" NOT NULL,
          status TEXT COLLATE "C" NOT NULL,
          availability_status TEXT COLLATE "C" NOT NULL,
          vehicle_type TEXT COLLATE "C",
          transport_modes TEXT COLLATE "C" NOT NULL,
          skills TEXT COLLATE "C" NOT NULL,
          availability TEXT COLLATE "C" NOT NULL,
          created_at TEXT COLLATE "C" NOT NULL,
          updated_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX technicians_by_account ON technicians (account_id, technician_id);

        CREATE TABLE jobs (
          job_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          job_title TEXT COLLATE "C" NOT NULL,
          job_description TEXT COLLATE "C" NOT NULL,
          job_status TEXT COLLATE "C" NOT NULL,
          job_priority TEXT COLLATE "C" NOT NULL,
          assigned_technician_id BIGINT REFERENCES technicians (technician_id),
          customer_location_id BIGINT NOT NULL REFERENCES locations (location_id),
          scheduled_start TEXT COLLATE "C",
          scheduled_end TEXT COLLATE "C",
          actual_start TEXT COLLATE "C",
          actual_end TEXT COLLATE "C",
          created_at TEXT COLLATE "C" NOT NULL,
          updated_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX jobs_by_account ON jobs (account_id, job_id);
        CREATE INDEX jobs_by_status ON jobs (account_id, job_status, job_id);

        CREATE TABLE assets (
          asset_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          asset_name TEXT COLLATE "C" NOT NULL,
          asset_type_id BIGINT NOT NULL,
          serial_number TEXT COLLATE "C",
          status TEXT COLLATE "C" NOT NULL,
          condition TEXT COLLATE "C" NOT NULL,
          ownership_type TEXT COLLATE "C" NOT NULL,
          location_id BIGINT REFERENCES locations (location_id),
          assigned_technician_id BIGINT REFERENCES technicians (technician_id),
          created_at TEXT COLLATE "C" NOT NULL,
          updated_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX assets_by_account ON assets (account_id, asset_id);

        CREATE TABLE job_assets (
          job_id BIGINT NOT NULL REFERENCES jobs (job_id),
          asset_id BIGINT NOT NULL REFERENCES assets (asset_id),
          PRIMARY KEY (job_id, asset_id)
        );

        CREATE TABLE asset_status_changes (
          change_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          asset_id BIGINT NOT NULL REFERENCES assets (asset_id),
          from_status TEXT COLLATE "C" NOT NULL,
          to_status TEXT COLLATE "C" NOT NULL,
          reason TEXT COLLATE "C",
          changed_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX asset_status_changes_by_asset ON asset_status_changes (asset_id, change_id);

        CREATE TABLE meters (
          meter_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          asset_id BIGINT NOT NULL REFERENCES assets (asset_id),
          meter_name TEXT COLLATE "C" NOT NULL,
          unit TEXT COLLATE "C" NOT NULL,
          last_reading TEXT COLLATE "C" NOT NULL,
          last_reading_date TEXT COLLATE "C",
          threshold_value TEXT COLLATE "C",
          threshold_action TEXT COLLATE "C" NOT NULL,
          created_at TEXT COLLATE "C" NOT NULL
        );
        CREATE UNIQUE INDEX meters_by_asset ON meters (asset_id, meter_name);

        CREATE TABLE meter_readings (
          reading_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          meter_id BIGINT NOT NULL REFERENCES meters (meter_id),
          reading TEXT COLLATE "C" NOT NULL,
          reading_date TEXT COLLATE "C" NOT NULL,
          notes TEXT COLLATE "C",
          created_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX meter_readings_by_meter ON meter_readings (meter_id, reading_id);

        CREATE TABLE service_records (
          record_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          asset_id BIGINT NOT NULL REFERENCES assets (asset_id),
          service_type TEXT COLLATE "C" NOT NULL,
          service_date TEXT COLLATE "C" NOT NULL,
          description TEXT COLLATE "C" NOT NULL,
          technician_id BIGINT REFERENCES technicians (technician_id),
          job_id BIGINT REFERENCES jobs (job_id),
          cost TEXT COLLATE "C",
          created_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX service_records_by_asset ON service_records (asset_id, service_date, record_id);

        CREATE TABLE asset_transfers (
          transfer_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          asset_id BIGINT NOT NULL REFERENCES assets (asset_id),
          from_location_id BIGINT REFERENCES locations (location_id),
          to_location_id BIGINT REFERENCES locations (location_id),
          to_technician_id BIGINT REFERENCES technicians (technician_id),
          reason TEXT COLLATE "C",
          transferred_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX asset_transfers_by_asset ON asset_transfers (asset_id, transfer_id);

        CREATE TABLE inventory_locations (
          location_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          location_name TEXT COLLATE "C" NOT NULL,
          created_at TEXT COLLATE "C" NOT NULL,
          updated_at TEXT COLLATE "C" NOT NULL
        );
        CREATE UNIQUE INDEX inventory_locations_by_name ON inventory_locations (account_id, location_name);

        CREATE TABLE inventory_items (
          item_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          part_number TEXT COLLATE "C" NOT NULL,
          name TEXT COLLATE "C" NOT NULL,
          description TEXT COLLATE "C" NOT NULL,
          unit TEXT COLLATE "C" NOT NULL,
          unit_cost TEXT COLLATE "C",
          reorder_point BIGINT NOT NULL,
          created_at TEXT COLLATE "C" NOT NULL,
          updated_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX inventory_items_by_account ON inventory_items (account_id, item_id);
        CREATE UNIQUE INDEX inventory_items_by_part_number ON inventory_items (account_id, part_number);

        CREATE TABLE stock (
          item_id BIGINT NOT NULL REFERENCES inventory_items (item_id),
          location_id BIGINT NOT NULL REFERENCES inventory_locations (location_id),
          quantity BIGINT NOT NULL CHECK (quantity >= 0),
          PRIMARY KEY (item_id, location_id)
        );

        CREATE TABLE inventory_transactions (
          transaction_id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          item_id BIGINT NOT NULL REFERENCES inventory_items (item_id),
          location_id BIGINT NOT NULL REFERENCES inventory_locations (location_id),
          transaction_type TEXT COLLATE "C" NOT NULL,
          quantity_change BIGINT NOT NULL,
          quantity_after BIGINT NOT NULL,
          reason TEXT COLLATE "C",
          created_at TEXT COLLATE "C" NOT NULL
        );
        CREATE INDEX inventory_transactions_by_item ON inventory_transactions (item_id, transaction_id);
        """,
    ];
}

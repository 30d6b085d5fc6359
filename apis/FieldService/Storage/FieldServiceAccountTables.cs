using Lintel.Shared;

namespace Lintel.FieldService.Storage;

/// <summary>The tables with records of accounts, each after those that refer to it.</summary>
internal static class FieldServiceAccountTables
{
    public static IReadOnlyList<AccountTable> All { get; } =
    [
        new(
            "fieldservice.stock_change",
            "inventory_transactions",
            "transaction_id",
            "item_id, location_id, transaction_type, quantity_change, quantity_after, reason, created_at"),
        new("fieldservice.stock", "stock", "item_id, location_id", "quantity")
        {
            OfAccount = "item_id IN (SELECT item_id FROM inventory_items WHERE account_id = @accountId)",
        },
        new("fieldservice.item", "inventory_items", "item_id", "part_number, name, description, unit, unit_cost, reorder_point, created_at, updated_at"),
        new("fieldservice.inventory_location", "inventory_locations", "location_id", "location_name, created_at, updated_at"),
        new(
            "fieldservice.asset_transfer",
            "asset_transfers",
            "transfer_id",
            "asset_id, from_location_id, to_location_id, to_technician_id, reason, transferred_at"),
        new(
            "fieldservice.service_record",
            "service_records",
            "record_id",
            "asset_id, service_type, service_date, description, technician_id, job_id, cost, created_at"),
        new("fieldservice.meter_reading", "meter_readings", "reading_id", "meter_id, reading, reading_date, notes, created_at"),
        new(
            "fieldservice.meter",
            "meters",
            "meter_id",
            "asset_id, meter_name, unit, last_reading, last_reading_date, threshold_value, threshold_action, created_at"),
        new("fieldservice.asset_status_change", "asset_status_changes", "change_id", "asset_id, from_status, to_status, reason, changed_at"),
        new("fieldservice.job_asset", "job_assets", "job_id, asset_id")
        {
            OfAccount = "job_id IN (SELECT job_id FROM jobs WHERE account_id = @accountId)",
        },
        new(
            "fieldservice.asset",
            "assets",
            "asset_id",
            "asset_name, asset_type_id, serial_number, status, condition, ownership_type, location_id, assigned_technician_id, created_at, updated_at"),
        new(
            "fieldservice.job",
            "jobs",
            "job_id",
            """
            job_title, job_description, job_status, job_priority, assigned_technician_id, customer_location_id, scheduled_start, scheduled_end, actual_start,
            actual_end, created_at, updated_at
            """),
        new(
            "fieldservice.technician",
            "technicians",
            "technician_id",
            "first_name, last_name, status, availability_status, vehicle_type, transport_modes, skills, availability, created_at, updated_at"),
        new(
            "fieldservice.location",
            "locations",
            "location_id",
            "customer_id, location_name, street, city, state, zip, contact_email, notes, created_at, updated_at"),
        new(
            "fieldservice.customer",
            "customers",
            "customer_id",
            "customer_name, customer_email, customer_phone, default_sla_hours, tax_exempt, tax_exemption_reason, created_at, updated_at"),
    ];
}
